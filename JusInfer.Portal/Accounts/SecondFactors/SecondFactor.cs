namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>The authenticator app of an account, as stored.</summary>
/// <param name="User">The account.</param>
/// <param name="Secret">The shared secret, encrypted with Data Protection.</param>
/// <param name="ConfirmedAt">
/// When the person entered the first code; null if an earlier version stored it before that: sign-in does not ask for a code then.
/// </param>
/// <param name="LastStep">The step of the last code that was accepted.</param>
internal sealed record SecondFactor(UserId User, byte[] Secret, DateTimeOffset? ConfirmedAt, long LastStep);
