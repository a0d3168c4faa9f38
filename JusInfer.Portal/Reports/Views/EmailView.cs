using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Verification;

namespace JusInfer.Portal.Reports.Views;

/// <summary>The address of an account; <c>change</c> waits until the link in the mail to the new address is opened.</summary>
internal sealed record EmailView(string Email, bool Verified, EmailChangeView? Change)
{
    public static EmailView From(PortalUser user, EmailChange? change) => new(user.Email ?? "", user.EmailConfirmed, change is null ? null : EmailChangeView.From(change));
}

/// <summary>A new address that is not confirmed yet. Its link works until <c>expires_at</c>.</summary>
internal sealed record EmailChangeView(string Email, DateTime RequestedAt, DateTime ExpiresAt)
{
    public static EmailChangeView From(EmailChange change) => new(change.Email, change.CreatedAt.UtcDateTime, change.ExpiresAt.UtcDateTime);
}
