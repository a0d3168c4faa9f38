using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Wallet;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Why the calls of keys are rejected for a reason that is not the key's own: the cap of its holder, or the wallet of the team.</summary>
/// <param name="members">The members.</param>
/// <param name="spent">What each has spent in this month, by id.</param>
/// <param name="wallet">The team's wallet; null if nothing is charged, as in demo mode.</param>
/// <param name="now">The time.</param>
internal sealed class KeyObstacles(IReadOnlyDictionary<MemberId, Member> members, IReadOnlyDictionary<string, NanoUsd> spent, WalletState? wallet, DateTimeOffset now)
{
    public string? Of(ApiKey key)
    {
        if (wallet is { Mode: WalletMode.Prepaid } && wallet.Balance <= NanoUsd.Zero) return "The team's wallet is empty. Ask the operator of this installation for credit.";
        if (key.Holder is not { } holder || !members.TryGetValue(holder, out var member) || member.Cap is not { OnReach: CapAction.Block, Monthly: var cap }) return null;
        if (spent.GetValueOrDefault(holder.ToString()) < cap) return null;
        var end = UtcMonth.Of(now).AddMonths(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{member.Email} has spent the cap of {NumberFormat.Money(cap)} for this month. Raise that cap on the Tenant tab, or wait until {end} (UTC).";
    }
}
