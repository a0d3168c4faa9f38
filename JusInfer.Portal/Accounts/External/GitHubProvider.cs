using System.Globalization;
using System.Text.Json;

namespace JusInfer.Portal.Accounts.External;

/// <summary>
/// GitHub, or a GitHub Enterprise Server. It has no id tokens: who the person is comes from its API, over TLS, with the access token that only this client could get
/// for the code (docs.github.com, “Authorizing OAuth apps”).
/// </summary>
internal sealed class GitHubProvider(ExternalProviderOptions options, ProviderClient client) : IExternalProvider
{
    public const string DefaultAuthority = "https://github.com";

    private const string DefaultApi = "https://api.github.com";

    public ExternalProviderOptions Options => options;

    /// <summary>An Enterprise Server has its API below its own address.</summary>
    private string Api => options.Authority == DefaultAuthority ? DefaultApi : options.Authority + "/api/v3";

    public Task<Result<ProviderEndpoints, ProviderFault>> FindEndpointsAsync(CancellationToken cancellationToken) => Task.FromResult<Result<ProviderEndpoints, ProviderFault>>(
        new ProviderEndpoints(options.Authority, options.Authority + "/login/oauth/authorize", options.Authority + "/login/oauth/access_token", SecretInBody: true));

    public async Task<Result<ExternalIdentity, ProviderFault>> IdentifyAsync(ProviderTokens tokens, string nonce, CancellationToken cancellationToken)
    {
        if (!(await client.GetAsync(Api + "/user", tokens.Access, cancellationToken)).TryGet(out var user, out var fault)) return fault;
        if (user.ValueKind is not JsonValueKind.Object || !user.TryGetProperty("id", out var id) || !id.TryGetInt64(out var number) || !user.TryGetProperty("login", out var login))
            return ProviderFault.Rejected("GitHub's API answered without an id.");
        if (!(await client.GetAsync(Api + "/user/emails", tokens.Access, cancellationToken)).TryGet(out var emails, out fault)) return fault;

        // The name of an account can pass to another person; its number cannot.
        var email = PrimaryOf(emails);
        return new ExternalIdentity(options.Authority, number.ToString(CultureInfo.InvariantCulture), login.ToString()) { Email = email, IsEmailVerified = email is not null };
    }

    /// <summary>The primary address, if it is verified. GitHub's others may belong to a person's past.</summary>
    private static string? PrimaryOf(JsonElement emails)
    {
        if (emails.ValueKind is not JsonValueKind.Array) return null;
        foreach (var entry in emails.EnumerateArray())
        {
            if (IsTrue(entry, "primary") && IsTrue(entry, "verified") && entry.TryGetProperty("email", out var email))
                return EmailAddress.Canonicalize(email.ToString());
        }

        return null;
    }

    private static bool IsTrue(JsonElement entry, string name) => entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;
}
