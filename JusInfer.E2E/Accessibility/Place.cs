using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>A page in a state worth looking at, and the way there.</summary>
/// <param name="Name">As the tests and the screenshots name it.</param>
/// <param name="Who">With whose eyes.</param>
/// <param name="GoAsync">Leads there, and returns when everything that is to be seen is there.</param>
internal sealed record Place(string Name, Eyes Who, Func<Visitor, Task> GoAsync);

/// <summary>Who looks at a page.</summary>
internal enum Eyes
{
    /// <summary>Somebody without an account.</summary>
    Stranger,

    /// <summary>The owner of a team that has done nothing yet.</summary>
    Newcomer,

    /// <summary>The owner of a team with keys and calls.</summary>
    Owner,
}
