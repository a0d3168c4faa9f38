using System.Globalization;
using System.Net;
using JusInfer.Portal.Tests.Components;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Where people find whom to tell of a vulnerability (RFC 9116).</summary>
public sealed class SecurityTextTests
{
    private const string Address = "/.well-known/security.txt";

    [Theory]
    [InlineData("security@example.com", "mailto:security@example.com")]
    [InlineData("mailto:security@example.com", "mailto:security@example.com")]
    [InlineData("https://example.com/security", "https://example.com/security")]
    [InlineData("tel:+1-201-555-0123", "tel:+1-201-555-0123")]
    public async Task The_contact_of_the_operator_is_at_the_well_known_address(string setting, string contact)
    {
        await using var portal = await PagesHost.StartAsync(
            $"--Portal:SecurityContact={setting}", "--Portal:PublicUrl=https://jusinfer.test");

        using var answer = await portal.Browser.GetAsync(Address, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        var fields = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim().Split('\n')
            .ToDictionary(static line => line.Split(": ")[0], static line => line.Split(": ")[1].TrimEnd());
        fields["Contact"].ShouldBe(contact);
        fields["Canonical"].ShouldBe("https://jusinfer.test" + Address);
        var expires = DateTimeOffset.Parse(fields["Expires"], CultureInfo.InvariantCulture);
        var now = answer.Headers.Date!.Value;
        expires.ShouldBeInRange(now.AddDays(30), now.AddDays(365));
    }

    [Fact]
    public async Task Without_a_contact_there_is_none()
    {
        await using var portal = await PagesHost.StartAsync();

        using var answer = await portal.Browser.GetAsync(Address, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
