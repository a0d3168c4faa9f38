namespace JusInfer.Portal.Accounts.Verification;

/// <summary>A change of an account's address that was requested and waits until the person opens the link that was sent to the new one.</summary>
/// <param name="User">The account.</param>
/// <param name="Email">The new address, as it was entered.</param>
/// <param name="Stamp">The security stamp of the account when the change was requested: a changed password ends it.</param>
/// <param name="CreatedAt">When it was requested.</param>
internal sealed record EmailChange(UserId User, string Email, string Stamp, DateTimeOffset CreatedAt)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public DateTimeOffset ExpiresAt => CreatedAt + Lifetime;

    public bool IsOpen(PortalUser user, DateTimeOffset now) =>
        PlausibleTime.IsWithin(ExpiresAt, Lifetime, now) && user.UserId == User && user.SecurityStamp == Stamp;
}
