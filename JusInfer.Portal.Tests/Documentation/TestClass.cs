namespace JusInfer.Portal.Tests.Documentation;

/// <summary>A test class and the ids of the promises that it, or one of its tests, carries as a trait.</summary>
internal sealed record TestClass(string Project, string Name, HashSet<string> Promises)
{
    /// <summary>The name in docs/PROMISES.md. Classes of the browser and client tests carry their project: <c>E2E/SigningIn</c>.</summary>
    public string Label => Project switch
    {
        "JusInfer.Portal.Tests" => Name,
        _ => $"{Project["JusInfer.".Length..]}/{Name}",
    };
}
