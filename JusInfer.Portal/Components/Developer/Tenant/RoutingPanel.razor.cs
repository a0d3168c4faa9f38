using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>
/// The team's rules for automatic routing, which owners change, what it saved this month, and the measured results by which a model is
/// chosen for a session: the team's own, which owners can reset, before those of the catalog.
/// </summary>
public sealed partial class RoutingPanel
{
    private Team? team;
    private UsageSums month = new();
    private ImmutableArray<IGrouping<(string Model, bool IsOwn), ModelPrior>> results = [];
    private ImmutableArray<TaskDomain> domains = [];
    private ImmutableArray<string> sources = [];
    private bool hasOwn;

    [Inject]
    private TeamMeasurements Measurements { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    private protected override async Task LoadAsync(Member me)
    {
        var own = await Measurements.ReadAsync(me.TeamId, Disposed);
        hasOwn = !own.IsEmpty;
        var published = Catalog.Models.SelectMany(static model => model.Priors.Select(prior => new ModelPrior(model.Id, prior)));
        List<ModelPrior> all = [.. own, .. published];
        results =
        [
            .. all.GroupBy(static result => (result.Model, result.Prior.IsOwn))
                .OrderBy(group => all.FindIndex(result => result.Model == group.Key.Model)),
        ];
        domains = [.. all.Select(static result => result.Prior.Domain).Distinct()];
        sources = [.. all.Where(static result => !result.Prior.IsOwn).Select(static result => result.Prior.Source).Distinct()];
        month = await Usage.SumAsync(UsageWindow.MonthOf(me.TeamId, Time.GetUtcNow()), UsageSelection.All, Disposed);
        team = await ReadTeamAsync(me);
    }

    /// <summary>What the calls of this month cost compared with the team's baseline; null if none could be compared.</summary>
    private string? Savings(Team shown) =>
        month.BaselineCost.Value > 0 ? SavingsDescriptions.Of(month, shown.Routing.Baseline ?? Catalog.Auto.Baseline.Id) : null;

    private static string ResultOf(TaskPrior prior)
    {
        var tasks = prior.Tasks == 1 ? "1 task" : $"{NumberFormat.Count(prior.Tasks)} tasks";
        return $"{NumberFormat.Percent(prior.ResolveRate)} of {tasks}{(prior.Usable ? null : ", not used")}";
    }

    private async Task SetRoutingAsync() => await NotifyAndReloadAsync(await Dialogs.OpenAsync<RoutingDialog, string>(
        "Change automatic routing", new() { [nameof(RoutingDialog.Version)] = team!.Version }));

    private async Task ResetAsync()
    {
        var reset = await ConfirmAsync(
            "Reset your own results?",
            "Automatic routing forgets which models completed your tasks. The reports stay on their calls and runs.",
            "Reset own results",
            me => Measurements.ResetAsync(me, CancellationToken.None));
        await NotifyAndReloadAsync(reset ? "Your own results are reset." : null);
    }
}
