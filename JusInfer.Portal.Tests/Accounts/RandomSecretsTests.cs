using System.Buffers.Text;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>How much chance is in what only its owner may know. <c>CryptographyTests</c> shows where it comes from.</summary>
public sealed class RandomSecretsTests
{
    private const int RefreshTokenBytes = 32;

    [Fact]
    public void Recovery_codes_have_128_bits_and_differ()
    {
        var codes = Enumerable.Range(0, 100).SelectMany(static _ => RecoveryCodes.New()).Select(static code => code.Reveal().Replace("-", "", StringComparison.Ordinal)).ToArray();

        codes.ShouldBeUnique();
        codes.ShouldAllBe(static code => code.Length == 26);
        codes.SelectMany(static code => code).Distinct().Count().ShouldBe(32);
    }

    [Fact]
    public void Tokens_of_links_and_seeds_have_128_bits_or_more_and_differ()
    {
        foreach (var make in (Func<Secret>[])[ResetLink.NewToken, EmailChangeLink.NewToken, InvitationToken.Generate])
        {
            var tokens = Enumerable.Range(0, 100).Select(_ => make().Reveal()).ToArray();

            tokens.ShouldBeUnique();
            tokens.ShouldAllBe(static token => Base64Url.DecodeFromChars(token).Length >= 16);
        }

        Enumerable.Range(0, 100).Select(static _ => Convert.ToHexString(Totp.NewSecret())).ToArray().ShouldBeUnique();
        Totp.NewSecret().Length.ShouldBe(20);
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
