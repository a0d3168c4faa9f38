namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>An account and its e-mail address, as it is stored.</summary>
internal sealed record AccountAddress(UserId Id, string Email);
