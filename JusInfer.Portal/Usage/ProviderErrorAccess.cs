using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Usage;

/// <summary>
/// Whose calls a person may read with what providers said about them: operators and those who manage the team of all its calls, others of
/// their own. By default
/// of none.
/// </summary>
internal readonly record struct ProviderErrorAccess(bool IncludesAll, MemberId? Member)
{
    public static ProviderErrorAccess Of(Member member, bool isOperator) => new(isOperator || member.Role.Manages(), member.Id);

    public bool Includes(UsageRecord call) => IncludesAll || call.MemberId == Member;
}
