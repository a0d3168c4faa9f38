using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Counts the wrong passwords and codes that came from devices of the account itself, as Identity counts those of everyone else in the store. In memory, because only who has such a device, or a session of
/// the account, adds to it.
/// </summary>
internal sealed class KnownDeviceFailures(IOptions<IdentityOptions> identity, TimeProvider time)
{
    /// <summary>The number of accounts from which on those whose lockout is over are forgotten.</summary>
    private const int ManyAccounts = 1_000;

    private readonly ConcurrentDictionary<UserId, Failures> failures = new();

    private LockoutOptions Lockout => identity.Value.Lockout;

    /// <summary>Whether the devices of the account are locked out.</summary>
    public bool AreTooMany(UserId user) => failures.TryGetValue(user, out var found) && found.Count >= Lockout.MaxFailedAccessAttempts && !IsOver(found);

    public void Add(UserId user)
    {
        var first = new Failures(1, time.GetTimestamp());
        failures.AddOrUpdate(user, first, (_, found) => IsOver(found) ? first : first with { Count = found.Count + 1 });
        if (failures.Count <= ManyAccounts) return;
        foreach (var (account, found) in failures)
        {
            if (IsOver(found)) failures.TryRemove(KeyValuePair.Create(account, found));
        }
    }

    public void Forget(UserId user) => failures.TryRemove(user, out _);

    private bool IsOver(Failures found) => time.GetElapsedTime(found.LastAt) >= Lockout.DefaultLockoutTimeSpan;

    private readonly record struct Failures(int Count, long LastAt);
}
