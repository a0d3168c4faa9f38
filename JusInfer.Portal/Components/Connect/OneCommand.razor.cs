using JusInfer.Portal.Content.Connect;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Connect;

/// <summary>The commands that connect a client with its setup script.</summary>
public sealed partial class OneCommand
{
    private SetupCommands commands = default!;

    /// <summary>The address of the client's page.</summary>
    [Parameter, EditorRequired]
    public required string Address { get; set; }

    /// <summary>Scheme, host and port, without a trailing slash.</summary>
    [Parameter, EditorRequired]
    public required string Origin { get; set; }

    protected override void OnParametersSet() => commands = new SetupCommands(Address, Origin);
}
