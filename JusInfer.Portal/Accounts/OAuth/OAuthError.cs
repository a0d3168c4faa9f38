namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>An error response (RFC 6749, section 5.2; RFC 7591, section 3.2.2).</summary>
/// <param name="Code">The <c>error</c>.</param>
/// <param name="Description">What is wrong and what to do.</param>
internal sealed record OAuthError(string Code, string Description)
{
    public const string InvalidClientCode = "invalid_client";

    public static readonly OAuthError UnknownClient = new(InvalidClientCode, "This client is not registered here. Register it again at /oauth/register.");

    public static readonly OAuthError InvalidGrant = new(
        "invalid_grant", "The code or refresh token is unknown, used or expired, belongs to another client, or its session has ended. Ask the person for a new authorization.");

    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);
}
