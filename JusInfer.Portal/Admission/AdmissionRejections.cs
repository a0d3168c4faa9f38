using System.Globalization;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission;

/// <summary>Creates rejections with their messages: which limit is exceeded, by how much, and what to do.</summary>
internal static class AdmissionRejections
{
    public static AdmissionRejection RequestRate(RateLimitStatus rate) => new(
        RejectionReason.RequestRate,
        $"This key is limited to {rate.Limit.ToString("N0", CultureInfo.InvariantCulture)} requests a minute and has used them up. Wait "
        + $"{Seconds(rate.RetryAfter)}, or ask an owner of the team to raise the limit under Developer, Tenant.",
        rate.RetryAfter);

    public static AdmissionRejection TokenRate(RateLimitStatus rate) => new(
        RejectionReason.TokenRate,
        $"This key is limited to {rate.Limit.ToString("N0", CultureInfo.InvariantCulture)} tokens a minute, and this request would exceed "
        + $"the limit. Wait {Seconds(rate.RetryAfter)}, or ask an owner of the team to raise the limit.",
        rate.RetryAfter);

    public static AdmissionRejection Concurrency(int limit) => new(
        RejectionReason.Concurrency,
        $"This key is limited to {limit} concurrent calls, and all of them are running. Wait for one to end, or ask an owner of the team "
        + "to raise the limit.",
        TimeSpan.FromSeconds(1));

    public static AdmissionRejection MemberCap(Cap cap, NanoUsd spent) => new(
        RejectionReason.MemberCap,
        $"The monthly cap of the member this key belongs to is reached: ${Money(spent)} of ${Money(cap.Monthly)} are spent. An owner of "
        + "the team can raise it under Developer, Tenant. Spend is reset on the first of the month (UTC).");

    public static AdmissionRejection KeyCap(NanoUsd cap, NanoUsd spent) => new(
        RejectionReason.KeyCap,
        $"This key's monthly cap is reached: ${Money(spent)} of ${Money(cap)} are spent. An owner of the team can raise it under "
        + "Developer, Tenant. Spend is reset on the first of the month (UTC).");

    /// <summary>A reached member cap leaves only automatic routing to economical models; a pinned model is rejected.</summary>
    public static AdmissionRejection PinnedInEconomy(string model) => new(
        RejectionReason.MemberCap,
        "The monthly cap of the member this key belongs to is reached. Until it is raised, only automatic routing to economical models is "
        + $"available: request jusInfer-auto instead of {model}.");

    private static string Seconds(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return seconds == 1 ? "a second" : $"{seconds} seconds";
    }

    private static string Money(NanoUsd amount) => amount.Usd.ToString("0.00##", CultureInfo.InvariantCulture);
}
