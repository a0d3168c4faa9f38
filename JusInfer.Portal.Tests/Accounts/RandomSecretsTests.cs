using System.Buffers.Text;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>How much chance is in what only its owner may know. <c>CryptographyTests</c> shows where it comes from.</summary>
public sealed class RandomSecretsTests
{
    private const int RefreshTokenBytes = 32;

    [Fact]
    public void Recovery_codes_have_80_bits_and_differ()
    {
        var codes = Enumerable.Range(0, 100).SelectMany(static _ => RecoveryCodes.New()).Select(static code => code.Reveal().Replace("-", "", StringComparison.Ordinal)).ToArray();

        codes.ShouldBeUnique();
        codes.ShouldAllBe(static code => code.Length == 16);
        codes.SelectMany(static code => code).Distinct().Count().ShouldBe(32);
    }

    [Fact]
    public async Task Refresh_tokens_have_256_bits_and_differ()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        await host.SignUpAsync();
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++)
            tokens.Add((await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "a long enough password" })).Text("refresh_token"));

        tokens.ShouldBeUnique();
        foreach (var token in tokens) Base64Url.DecodeFromChars(token.AsSpan("jrt_".Length)).Length.ShouldBeGreaterThanOrEqualTo(RefreshTokenBytes);
    }
}
