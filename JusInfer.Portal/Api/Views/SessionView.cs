using JusInfer.Portal.Accounts.Sessions;

namespace JusInfer.Portal.Api.Views;

/// <summary>A session of the caller. <c>current</c> marks the one of the request.</summary>
internal sealed record SessionView(string Id, DateTime StartedAt, DateTime ExpiresAt, bool Current)
{
    public static SessionView Of(Session session, SessionId current) =>
        new(session.Id.ToString(), session.StartedAt.UtcDateTime, session.ExpiresAt.UtcDateTime, session.Id == current);
}
