namespace JusInfer.Portal.Admission.Leases;

/// <summary>The calls that an allowance covers, whatever its window and model.</summary>
/// <param name="Kind">Which calls count.</param>
/// <param name="Id">The id of the member or key; empty for others.</param>
/// <param name="Name">The name of the end user or run; empty for others.</param>
internal readonly record struct AllowanceSubject(AllowanceKind Kind, Guid Id, string Name)
{
    public static readonly AllowanceSubject Wallet = new(AllowanceKind.Wallet, default, "");

    public static readonly AllowanceSubject Team = new(AllowanceKind.Team, default, "");

    public static AllowanceSubject From(MemberId member) => new(AllowanceKind.Member, member.Value, "");

    public static AllowanceSubject From(KeyId key) => new(AllowanceKind.Key, key.Value, "");

    public static AllowanceSubject OfUser(string user) => new(AllowanceKind.User, default, user);

    public static AllowanceSubject OfRun(string run) => new(AllowanceKind.Run, default, run);

    public static AllowanceSubject From(AllowanceId id) => id.Kind switch
    {
        AllowanceKind.Member => From(MemberId.Parse(id.Subject, null)),
        AllowanceKind.Key => From(KeyId.Parse(id.Subject, null)),
        AllowanceKind.User => OfUser(id.Subject),
        AllowanceKind.Run => OfRun(id.Subject),
        AllowanceKind.Team => Team,
        _ => Wallet,
    };
}
