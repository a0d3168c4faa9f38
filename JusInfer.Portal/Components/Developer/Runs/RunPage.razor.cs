using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>The page of one run.</summary>
public sealed partial class RunPage
{
    [Parameter]
    public string RunId { get; set; } = "";

    private string Name => RunPath.RunIdOf(RunId);
}
