using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Changes the team's rules for automatic routing. The dialog's result is the confirmation message.</summary>
public sealed partial class RoutingDialog
{
    private string typedBaseline = "";
    private string typedControl = "";
    private string typedShare = "";
    private string typedMargin = "";
    private string typedQuality = "";
    private string typedAllowed = "";
    private string typedPreferred = "";
    private bool sessionModel;

    /// <summary>The version of the team that the dialog shows. A later one is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private TeamService Teams { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (await ReadMemberAsync() is not { } me || await Tenancy.FindTeamAsync(me.TeamId, CancellationToken.None) is not { Routing: var routing }) return;
        (typedBaseline, sessionModel) = (routing.Baseline ?? "", routing.SessionModel);
        (typedControl, typedShare) = (Text(routing.ControlPercent), Text(routing.SessionPercent));
        (typedMargin, typedQuality) = (Text(routing.MarginPoints), Text(routing.MinQualityPercent));
        (typedAllowed, typedPreferred) = (ListParser.Format(routing.Allowed), ListParser.Format(routing.Preferred));
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var (allowed, preferred, baseline) = (ListParser.Parse(typedAllowed), ListParser.Parse(typedPreferred), typedBaseline.Trim() is { Length: > 0 } typed ? typed : null);
        CatalogModels.CheckBaseline(errors, "routing.baseline", baseline, Catalog);
        CatalogModels.Check(errors, "routing.allowed", allowed, Catalog);
        CatalogModels.Check(errors, "routing.preferred", preferred, Catalog);
        var routing = new RoutingPolicyChange
        {
            Baseline = baseline,
            ControlPercent = NumberParser.ParseInteger(typedControl, "routing.control_percent", errors),
            SessionModel = sessionModel,
            SessionPercent = NumberParser.ParseInteger(typedShare, "routing.session_percent", errors),
            Allowed = allowed,
            Preferred = preferred,
            MinQualityPercent = NumberParser.ParseInteger(typedQuality, "routing.min_quality_percent", errors),
            MarginPoints = NumberParser.ParseInteger(typedMargin, "routing.margin_points", errors),
        };
        var input = new Input<TeamChange>(new TeamChange { Routing = routing }, errors);
        if (await RunAsync(me => Teams.ChangeAsync(me, VersionToReplace(Version), input, CancellationToken.None)) is not null)
            Dialogs.Close("The rules for automatic routing are changed.");
    }
}
