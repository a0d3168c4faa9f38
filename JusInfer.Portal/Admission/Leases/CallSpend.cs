using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>What a call cost, with everything that decides which allowances it counts against.</summary>
/// <param name="Id">The call's id.</param>
/// <param name="At">When the call began.</param>
/// <param name="Member">The member of the key.</param>
/// <param name="Key">The key.</param>
/// <param name="User">The end user that the client named, if any.</param>
/// <param name="Run">The root of the call's run tree, if any.</param>
/// <param name="Model">The catalog id of the model that answered; null if none did.</param>
/// <param name="Cost">The charged cost.</param>
/// <param name="IsSimulated">The simulator answered, so the wallet is not charged.</param>
internal readonly record struct CallSpend(
    RequestId Id, DateTimeOffset At, MemberId Member, KeyId Key, string? User, string? Run, string? Model, NanoUsd Cost, bool IsSimulated)
{
    public static CallSpend From(UsageRecord record) => new(
        record.Id, record.At, record.MemberId, record.KeyId, record.User, record.RootRunId, record.ModelServed, record.Cost,
        record.Simulated);
}
