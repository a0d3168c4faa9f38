using System.Buffers.Text;
using System.Security.Cryptography;
using JusInfer.Portal.Accounts.Sessions;
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
    private readonly SignInClaims session;

    public AccessTokensTests()
    {
        ring = new SigningKeyRing(new InMemorySigningKeyStore(), new EphemeralDataProtectionProvider(), time, NullLogger<SigningKeyRing>.Instance);
        tokens = new AccessTokens(ring, time);
        session = new SignInClaims(UserId.New(time.GetUtcNow()), SignInSessionId.New(time.GetUtcNow()));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_contains_only_the_ids_of_the_user_and_the_session()
    {
        var jwt = new JsonWebToken((await tokens.IssueAsync(session, Token)).Reveal());
        jwt.Alg.ShouldBe("ES256");
        jwt.Typ.ShouldBe("at+jwt");
        jwt.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal).ShouldBe(["aud", "exp", "iat", "iss", "nbf", "sid", "sub"]);
        jwt.Subject.ShouldBe(session.User.ToString());
        jwt.Claims.Single(claim => claim.Type == "sid").Value.ShouldBe(session.Session.ToString());
        jwt.ValidTo.ShouldBe(time.GetUtcNow().UtcDateTime + AccessTokens.Lifetime);
    }

    [Fact]
    public async Task A_token_is_valid_until_it_expires()
    {
        var text = (await tokens.IssueAsync(session, Token)).Reveal();
        (await tokens.CheckAsync(text, Token)).ShouldBe(new AccessTokenCheck.Valid(session));
        time.Advance(AccessTokens.Lifetime);
        (await tokens.CheckAsync(text, Token)).ShouldBeOfType<AccessTokenCheck.Expired>();
    }

    [Fact]
    public async Task A_token_is_valid_from_its_time_on_with_a_minute_for_the_clocks_of_other_nodes()
    {
        var ahead = new ManualTime();
        var other = new AccessTokens(ring, ahead);
        ahead.Advance(TimeSpan.FromMinutes(1));
        (await tokens.CheckAsync((await other.IssueAsync(session, Token)).Reveal(), Token)).ShouldBe(new AccessTokenCheck.Valid(session));
        ahead.Advance(TimeSpan.FromSeconds(1));
        (await tokens.CheckAsync((await other.IssueAsync(session, Token)).Reveal(), Token)).ShouldBeOfType<AccessTokenCheck.Invalid>();
    }

    [Theory]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    public async Task A_key_that_a_token_brings_along_is_not_used(string header)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = own.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new Dictionary<string, object>(StringComparer.Ordinal) { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
        var credentials = new SigningCredentials(new ECDsaSecurityKey(own) { KeyId = (await ring.CurrentAsync(Token)).KeyId }, SecurityAlgorithms.EcdsaSha256);
        var text = Sign(credentials, "jusinfer", "jusinfer", new(StringComparer.Ordinal) { [header] = header == "jwk" ? jwk : "https://evil.example.com/keys" });

        (await tokens.CheckAsync(text, Token)).ShouldBeOfType<AccessTokenCheck.Invalid>();
    }

    [Theory]
    [InlineData("jusinfer", "elsewhere")]
    [InlineData("elsewhere", "jusinfer")]
    public async Task A_token_with_another_issuer_or_audience_is_invalid(string issuer, string audience)
    {
        var text = Sign(new SigningCredentials(await ring.CurrentAsync(Token), SecurityAlgorithms.EcdsaSha256), issuer, audience);
        (await tokens.CheckAsync(text, Token)).ShouldBeOfType<AccessTokenCheck.Invalid>();
    }

    [Theory]
    [InlineData("at+jwt", true)]
    [InlineData("JWT", false)]
    [InlineData("logout+jwt", false)]
    public async Task A_token_for_another_purpose_is_invalid(string type, bool isValid)
    {
        var text = Sign(new SigningCredentials(await ring.CurrentAsync(Token), SecurityAlgorithms.EcdsaSha256), "jusinfer", "jusinfer", type: type);

        (await tokens.CheckAsync(text, Token) is AccessTokenCheck.Valid).ShouldBe(isValid);
    }

    [Fact]
    public async Task A_token_signed_symmetrically_with_a_known_key_id_is_invalid()
    {
        var key = new SymmetricSecurityKey(new byte[64]) { KeyId = (await ring.CurrentAsync(Token)).KeyId };
        (await tokens.CheckAsync(Sign(new SigningCredentials(key, SecurityAlgorithms.HmacSha256), "jusinfer", "jusinfer"), Token))
            .ShouldBeOfType<AccessTokenCheck.Invalid>();
    }

    [Fact]
    public async Task Tokens_can_be_issued_and_validated_concurrently()
    {
        var shared = (await tokens.IssueAsync(session, Token)).Reveal();
        var checks = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(number => Task.Run(async () =>
            await tokens.CheckAsync(number % 2 == 0 ? shared : (await tokens.IssueAsync(session, Token)).Reveal(), Token), Token)));
        checks.ShouldAllBe(check => check == new AccessTokenCheck.Valid(session));
    }

    public void Dispose() => ring.Dispose();

    private string Sign(SigningCredentials credentials, string issuer, string audience, Dictionary<string, object>? header = null, string type = "at+jwt") => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = audience,
        IssuedAt = time.GetUtcNow().UtcDateTime,
        NotBefore = time.GetUtcNow().UtcDateTime,
        Expires = time.GetUtcNow().UtcDateTime.AddMinutes(5),
        Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = session.User.ToString(), ["sid"] = session.Session.ToString() },
        SigningCredentials = credentials,
        AdditionalHeaderClaims = new Dictionary<string, object>(header ?? [], StringComparer.Ordinal) { ["typ"] = type },
    });
}
