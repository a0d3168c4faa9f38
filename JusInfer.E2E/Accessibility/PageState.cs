using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>A page in one state, and how to open it.</summary>
/// <param name="Name">Its name in test results and screenshots.</param>
/// <param name="Viewer">Who opens it.</param>
/// <param name="OpenAsync">Opens the page and returns when everything is visible.</param>
internal sealed record PageState(string Name, Viewer Viewer, Func<Visitor, Task> OpenAsync);

/// <summary>Who opens a page.</summary>
internal enum Viewer
{
    /// <summary>A visitor who is not signed in.</summary>
    Anonymous,

    /// <summary>The owner of a new team without keys and calls, of whom the state changes something.</summary>
    NewOwner,

    /// <summary>The owner of a team without keys and calls. Several states share the team, so none of them changes it.</summary>
    EmptyOwner,

    /// <summary>The owner of a team with keys and calls.</summary>
    Owner,
}
