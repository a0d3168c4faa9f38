namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>An account whose password was set with a link.</summary>
/// <param name="Email">The address of the account.</param>
/// <param name="LostAccess">Whether keys or a second factor were removed, or webhooks disabled, because nobody had proved before that the address is theirs.</param>
internal sealed record ResetAccount(string Email, bool LostAccess);
