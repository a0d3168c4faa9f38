using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The measured results by which a model is chosen for a session: the team's own, which owners can reset, before those of the catalog.</summary>
public sealed partial class PriorsSection
{
    private ImmutableArray<IGrouping<string, TaskPrior>>? rows;
    private ImmutableArray<TaskDomain> domains = [];
    private ImmutableArray<string> sources = [];
    private bool hasOwn;

    [Inject]
    private TeamMeasurements Results { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private protected override async Task LoadAsync(Member me)
    {
        var own = await Results.ReadAsync(me.TeamId, Disposed);
        hasOwn = !own.IsEmpty;
        List<ModelPrior> results = [.. own, .. Source.Current.Models.SelectMany(static model => model.Priors.Select(prior => new ModelPrior(model.Id, prior)))];
        rows = [.. results.GroupBy(static result => result.Model, static result => result.Prior)];
        domains = [.. results.Select(static result => result.Prior.Domain).Distinct()];
        sources = [.. results.Where(static result => !result.Prior.IsOwn).Select(static result => result.Prior.Source).Distinct()];
    }

    private static string Counted(int tasks) => tasks == 1 ? "of 1 task" : $"of {NumberFormat.Count(tasks)} tasks";

    private async Task ResetAsync()
    {
        var confirmed = await Dialogs.ConfirmAsync(
            "Reset your own results?", "Automatic routing forgets which models completed your tasks. The reports stay on their calls and runs.", "Reset own results");
        if (!confirmed || await ReadMemberAsync() is not { } me) return;
        if (await Results.ResetAsync(me, Disposed) is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess("Your own results are reset.");
        await ReloadAsync();
    }
}
