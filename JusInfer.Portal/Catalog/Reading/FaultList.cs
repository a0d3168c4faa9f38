using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Collects faults, so that reading goes on after the first one.</summary>
internal sealed class FaultList
{
    private readonly ImmutableArray<string>.Builder faults = ImmutableArray.CreateBuilder<string>();

    public bool Any => faults.Count > 0;

    public ImmutableArray<string> All => faults.ToImmutable();

    /// <summary>Notes one fault.</summary>
    /// <param name="path">Where: a JSON path such as <c>$.models[2].tier</c>.</param>
    /// <param name="whatToDo">Goes on from the path: what is wrong there, and what to write instead.</param>
    public void Add(string path, string whatToDo) => faults.Add($"{path} {whatToDo}");
}
