namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>The parameters with which a client sends a browser here (RFC 6749, section 4.1.1; RFC 7636; RFC 8707).</summary>
internal sealed record AuthorizationRequest
{
    public string? ClientId { get; init; }

    public string? RedirectUri { get; init; }

    public string? ResponseType { get; init; }

    public string? Scope { get; init; }

    public string? State { get; init; }

    public string? CodeChallenge { get; init; }

    public string? CodeChallengeMethod { get; init; }

    public string? Resource { get; init; }
}
