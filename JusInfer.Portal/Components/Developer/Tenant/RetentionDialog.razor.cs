using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Sets for how many days the team's responses are stored. The dialog's result is the confirmation message.</summary>
public sealed partial class RetentionDialog
{
    private string typedDays = "";

    /// <summary>What the team has chosen; null for the operator's default.</summary>
    [Parameter]
    public int? Days { get; set; }

    /// <summary>The version that the dialog shows. A later one is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private TeamService Teams { get; set; } = default!;

    [Inject]
    private ResponseRetention Retention { get; set; } = default!;

    protected override void OnInitialized() => typedDays = Days?.ToString(CultureInfo.InvariantCulture) ?? "";

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var change = new TeamChange { ResponseRetentionDays = NumberParser.ParseInteger(typedDays, "response_retention_days", errors) };
        var saved = await RunAsync(me => Teams.ChangeAsync(me, VersionToReplace(Version), new Input<TeamChange>(change, errors), CancellationToken.None));
        if (saved?.Value is { } team) Dialogs.Close(string.Create(CultureInfo.InvariantCulture, $"Stored responses are deleted after {Retention.DaysOf(team.Responses)} days."));
    }
}
