using System.Net;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Tests.Keys;

public sealed class KeyUseTests
{
    [Theory]
    [InlineData("claude-cli/2.0.1 (external, cli)", "claude-cli/2.0.1")]
    [InlineData("OpenAI/Python 1.2", "OpenAI/Python")]
    [InlineData("  curl/8.5.0", "curl/8.5.0")]
    [InlineData("agent\u0007/1", "agent")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("\u00e9", null)]
    public void The_client_is_the_first_product_of_its_user_agent(string? userAgent, string? client) =>
        KeyUse.Create(default, address: null, userAgent).Client.ShouldBe(client);

    [Fact]
    public void A_long_product_is_cut() => KeyUse.Create(default, address: null, new string('a', 1000)).Client!.Length.ShouldBe(KeyUse.MaxClientLength);

    [Fact]
    public void An_ipv4_address_that_is_mapped_to_ipv6_is_stored_as_ipv4() =>
        KeyUse.Create(default, IPAddress.Parse("::ffff:203.0.113.7"), userAgent: null).Address.ShouldBe("203.0.113.7");
}
