namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Permission to set a new password for an account once, given to the person with the token of its link.</summary>
internal sealed record PasswordReset(UserId User, DateTimeOffset CreatedAt)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public bool IsOpen(DateTimeOffset now) => now < CreatedAt + Lifetime;
}
