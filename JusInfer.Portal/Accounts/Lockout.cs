using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Locks accounts for a while after wrong passwords and codes. Those from browsers in which the account has signed in before, and from its own sessions, count apart from all others: a stranger who
/// knows the address can lock the account for other strangers, but not for its person.
/// </summary>
internal sealed class Lockout(
    UserManager<PortalUser> users, IPasswordResetStore accounts, KnownDevices devices, KnownDeviceFailures failures, IAuditCaller callers,
    AttemptLimiter attempts, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Counts an attempt to sign in from the network of the current request and, unless it comes from a device of the account, for the address.</summary>
    /// <returns>The time to wait; null if the attempt is allowed.</returns>
    public async Task<TimeSpan?> CountAttemptAsync(string email, CancellationToken cancellationToken)
    {
        var isOwn = (devices.IncludesAny || callers.Current.User is not null) && await accounts.FindAccountAsync(email, cancellationToken) is { } account && IsOwnDevice(account.Id);
        return attempts.Count(isOwn ? "" : email);
    }

    /// <summary>As <see cref="CountAttemptAsync"/>, for an account that has been found.</summary>
    public TimeSpan? CountAttempt(PortalUser user) => attempts.Count(IsOwnDevice(user.UserId) ? "" : user.Email ?? "");

    /// <summary>Whether passwords and codes of the account are rejected without being checked.</summary>
    public bool Applies(PortalUser user) => IsOwnDevice(user.UserId) ? failures.AreTooMany(user.UserId) : IsLocked(user);

    /// <summary>Counts a wrong password or code.</summary>
    public async Task CountFailureAsync(PortalUser user)
    {
        if (IsOwnDevice(user.UserId))
        {
            failures.Add(user.UserId);
            return;
        }

        // Each failure counts, also if the account was read before another one was stored. Identity does not store the change of such a reading.
        var isStored = false;
        while (!isStored)
        {
            await using var scope = scopes.CreateAsyncScope();
            var current = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            if (await current.FindByIdAsync(user.Id.ToString()) is not { } account) return;
            isStored = (await current.AccessFailedAsync(account)).Succeeded;

            // Identity begins a lockout by the clock of this machine.
            if (isStored && account is { AccessFailedCount: 0, LockoutEnd: not null })
                await current.SetLockoutEndDateAsync(account, time.GetUtcNow() + LockoutTime);
        }
    }

    /// <summary>Forgets the failures, because the account was signed in to.</summary>
    public async Task ForgetAsync(PortalUser user)
    {
        failures.Forget(user.UserId);
        await users.ResetAccessFailedCountAsync(user);
    }

    private TimeSpan LockoutTime => users.Options.Lockout.DefaultLockoutTimeSpan;

    private bool IsLocked(PortalUser user) =>
        user.LockoutEnd is { } end && PlausibleTime.IsWithin(end, LockoutTime, time.GetUtcNow());

    private bool IsOwnDevice(UserId user) => callers.Current.User == user || devices.Includes(user);
}
