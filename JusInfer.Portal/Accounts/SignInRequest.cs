using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts;

/// <summary>A sign-in by password.</summary>
internal sealed record SignInRequest
{
    /// <summary>The account's e-mail address.</summary>
    [RequiredField]
    public string? Email { get; init; }

    /// <summary>The account's password.</summary>
    [RequiredField]
    public Secret? Password { get; init; }

    /// <summary>The code that the authenticator app shows, or a recovery code, for an account with a second factor.</summary>
    public Secret? Code { get; init; }

    /// <summary>An invitation's token, the end of its invite_url, to join its team. The tokens are for that team.</summary>
    public Secret? Invite { get; init; }

    /// <summary>The team that the tokens are for; the account's oldest team if absent.</summary>
    [JsonPropertyName("tenant_id")]
    public string? TeamId { get; init; }
}
