using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Tests.Accounts;

public sealed class AccessTokensTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly SigningKeyRing ring;
    private readonly AccessTokens tokens;
    private readonly UserId user;

    public AccessTokensTests()
    {
        ring = new SigningKeyRing(new InMemorySigningKeyStore(), new EphemeralDataProtectionProvider(), time, NullLogger<SigningKeyRing>.Instance);
        tokens = new AccessTokens(ring, time);
        user = UserId.New(time.GetUtcNow());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_says_who_it_is_and_nothing_more()
    {
        var jwt = new JsonWebToken((await tokens.IssueAsync(user, Token)).Reveal());
        jwt.Alg.ShouldBe("ES256");
        jwt.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal).ShouldBe(["aud", "exp", "iat", "iss", "nbf", "sub"]);
        jwt.Subject.ShouldBe(user.ToString());
        jwt.ValidTo.ShouldBe(time.GetUtcNow().UtcDateTime + AccessTokens.Lifetime);
    }

    [Fact]
    public async Task A_token_is_valid_until_it_expires()
    {
        var text = (await tokens.IssueAsync(user, Token)).Reveal();
        (await tokens.CheckAsync(text, Token)).ShouldBe(new AccessTokenCheck.Valid(user));
        time.Advance(AccessTokens.Lifetime);
        (await tokens.CheckAsync(text, Token)).ShouldBeOfType<AccessTokenCheck.Expired>();
    }

    [Theory]
    [InlineData("jusinfer", "elsewhere")]
    [InlineData("elsewhere", "jusinfer")]
    public async Task A_token_for_or_from_elsewhere_is_foreign_though_our_key_signed_it(string issuer, string audience)
    {
        var text = Sign(new SigningCredentials(await ring.CurrentAsync(Token), SecurityAlgorithms.EcdsaSha256), issuer, audience);
        (await tokens.CheckAsync(text, Token)).ShouldBeOfType<AccessTokenCheck.Foreign>();
    }

    [Fact]
    public async Task A_token_signed_with_a_secret_under_our_key_id_is_foreign()
    {
        var key = new SymmetricSecurityKey(new byte[64]) { KeyId = (await ring.CurrentAsync(Token)).KeyId };
        (await tokens.CheckAsync(Sign(new SigningCredentials(key, SecurityAlgorithms.HmacSha256), "jusinfer", "jusinfer"), Token))
            .ShouldBeOfType<AccessTokenCheck.Foreign>();
    }

    [Fact]
    public async Task Many_threads_may_sign_and_check_at_once()
    {
        var checks = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
            await tokens.CheckAsync((await tokens.IssueAsync(user, Token)).Reveal(), Token), Token)));
        checks.ShouldAllBe(check => check == new AccessTokenCheck.Valid(user));
    }

    public void Dispose() => ring.Dispose();

    private string Sign(SigningCredentials credentials, string issuer, string audience) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = audience,
        IssuedAt = time.GetUtcNow().UtcDateTime,
        NotBefore = time.GetUtcNow().UtcDateTime,
        Expires = time.GetUtcNow().UtcDateTime.AddMinutes(5),
        Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = user.ToString() },
        SigningCredentials = credentials,
    });
}
