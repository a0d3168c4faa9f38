using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Access;

/// <summary>What a component can change through a service.</summary>
/// <param name="Call">The method, as <c>Service.Method</c>.</param>
/// <param name="Roles">The initials of the roles that may: viewer, billing, member, admin, owner. Empty if only operators may.</param>
/// <param name="TryAsync">Does it as a member, with things that exist; the error, or null if it was done.</param>
/// <param name="NamesThings">Whether the call names something of the team, so that someone of another team could name it.</param>
internal sealed record PageAction(string Call, string Roles, Func<PageTeam, Member, Task<RequestError?>> TryAsync, bool NamesThings = true)
{
    /// <summary>What the call is about, where that makes a difference.</summary>
    public string Subject { get; init; } = "";

    public override string ToString() => Subject.Length == 0 ? Call : $"{Call} ({Subject})";
}
