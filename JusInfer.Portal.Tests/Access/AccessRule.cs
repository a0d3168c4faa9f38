namespace JusInfer.Portal.Tests.Access;

/// <summary>Who may use an endpoint of the control plane.</summary>
/// <param name="Method">The method.</param>
/// <param name="Route">The route pattern.</param>
/// <param name="Roles">The initials of the roles that may: viewer, billing, member, admin, owner. Empty if only operators may.</param>
/// <param name="Subject">What the ids in the route belong to, if that makes a difference.</param>
/// <param name="Body">A valid body.</param>
public sealed record AccessRule(string Method, string Route, string Roles, Subject Subject = Subject.Team, object? Body = null)
{
    public override string ToString() => $"{Method} {Route} ({Subject})";
}

/// <summary>What a request is about.</summary>
public enum Subject
{
    /// <summary>The team, or nothing in particular.</summary>
    Team,

    /// <summary>The one who asks.</summary>
    Self,

    /// <summary>A member of the team who is neither its owner nor the one who asks.</summary>
    Member,

    /// <summary>The owner of the team.</summary>
    Owner,
}
