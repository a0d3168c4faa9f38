using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts.Sessions;

namespace JusInfer.Portal.Reports.Views;

/// <summary>
/// A session of the caller. <c>current</c> marks the one of the request; <c>tenant_id</c> is the team that it acts for, or null if an earlier version started it; <c>device</c> is the <c>User-Agent</c> that signed in, <c>address</c> its IP address; <c>app</c> is the name of the OAuth client that it is of, or null.
/// </summary>
internal sealed record SignInSessionView(
    string Id, DateTime StartedAt, DateTime ExpiresAt, [property: JsonPropertyName("tenant_id")] string? TeamId, string? Device, string? Address, string? App, bool Current)
{
    public static SignInSessionView From(SignInSession session, SignInSessionId current) =>
        new(
        session.Id.ToString(),
        session.StartedAt.UtcDateTime,
        session.ExpiresAt.UtcDateTime,
        session.Team?.ToString(),
        session.Origin.Device,
        session.Origin.Address,
        session.Grant?.Name,
        session.Id == current);
}
