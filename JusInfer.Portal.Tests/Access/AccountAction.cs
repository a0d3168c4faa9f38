namespace JusInfer.Portal.Tests.Access;

/// <summary>What people do with their own account, or to get into it.</summary>
/// <param name="Call">The method, as <see cref="ComponentCalls.To"/> names it.</param>
/// <param name="DoAsync">Does it with what is the person's own; whether it was done, as the store shows.</param>
internal sealed record AccountAction(string Call, Func<PagePerson, Task<bool>> DoAsync)
{
    /// <summary>The initials of the roles that can do it: viewer, billing, member, admin, owner.</summary>
    public string Roles { get; init; } = "VBMAO";

    /// <summary>Whether the operator can do it.</summary>
    public bool IsForOperators { get; init; } = true;

    /// <summary>Whether the person is signed in. If not, the call brings its own credential, token or secret.</summary>
    public bool IsSignedIn { get; init; } = true;

    /// <summary>Tries it with a credential, token or thing of the second person; whether it was done. Null if the call takes none.</summary>
    public Func<PagePerson, PagePerson, Task<bool>>? DoWithForeignAsync { get; init; }

    public override string ToString() => Call;
}
