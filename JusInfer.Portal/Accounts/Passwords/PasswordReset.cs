using JusInfer.Portal.Audit;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Permission to set a new password for an account once, given to the person with the token of its link.</summary>
/// <param name="User">The account.</param>
/// <param name="CreatedAt">When it was given.</param>
/// <param name="IsMailed">Whether the link was mailed to the address of the account, so that whoever uses it reads the mails to that address.</param>
internal sealed record PasswordReset(UserId User, DateTimeOffset CreatedAt, bool IsMailed = false)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Who asked for the link, for the audit log; null for the caller of the current request.</summary>
    public AuditCaller? RequestedBy { get; init; }

    /// <summary>The address to which the link is to be mailed; null if it is not mailed. Only whoever adds the reset knows it.</summary>
    public string? MailedTo { get; init; }

    /// <summary>Who made the link as an owner; null for an operator. Only whoever adds the reset knows it.</summary>
    public OwnersLink? MadeBy { get; init; }

    public bool IsOpen(DateTimeOffset now) => PlausibleTime.IsWithin(CreatedAt + Lifetime, Lifetime, now);
}

/// <summary>What allowed an owner to make a link for a member.</summary>
/// <param name="Owner">The owner of the account's only team.</param>
/// <param name="VerifiedEmail">
/// The verified address of the account, null if there is none, with which it was no operator's: owners make no links for operators.
/// </param>
internal sealed record OwnersLink(Member Owner, string? VerifiedEmail);
