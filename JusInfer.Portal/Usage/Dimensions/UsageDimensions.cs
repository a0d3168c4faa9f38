using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Dimensions;

/// <summary>
/// The dimensions of usage. Pages, files, the API and tools take their filters, groups and columns from this list: a dimension that is
/// added here is in all of them.
/// </summary>
internal sealed class UsageDimensions(ImmutableArray<UsageDimension> all)
{
    public static readonly UsageDimension Day = UsageDimension.Time(TimelineStep.Day, "Day");

    public static readonly UsageDimension Hour = UsageDimension.Time(TimelineStep.Hour, "Hour");

    public static readonly UsageDimension Key = UsageDimension.OfId<KeyKind>("key", "Key", static call => call.KeyId);

    /// <summary>The model that answered.</summary>
    public static readonly UsageDimension Model =
        UsageDimension.Text("model", "Model", "no model answered", static call => call.ModelServed);

    public static readonly UsageDimension Member = UsageDimension.OfId<MemberKind>("member", "Member", static call => call.MemberId);

    public static readonly UsageDimension User =
        UsageDimension.Text("user", "End user", "no end user named", static call => call.User);

    /// <summary>An agent's run, without those that it started.</summary>
    public static readonly UsageDimension Session =
        UsageDimension.Text("session", "Run", "no run named", static call => call.RunId, alias: "run");

    public static readonly UsageDimension Provider =
        UsageDimension.Text("provider", "Provider", "no provider answered", static call => call.Provider);

    public static readonly UsageDimension Repository =
        UsageDimension.Text("repository", "Repository", "no repository named", static call => call.Repository);

    public static readonly UsageDimension Label =
        UsageDimension.Text("label", "Label", "no label named", static call => call.Label);

    public static readonly UsageDimension Status = UsageDimension.Either(
        "status", "Status", ("error", "Failed"), ("ok", "Succeeded"), static call => call.Status >= 400);

    public static readonly UsageDimension Client =
        UsageDimension.Text("client", "Client", "no client named", static call => call.Client);

    public static UsageDimensions Standard { get; } = new(
    [
        Day, Key, Member, Model, Provider, Session, User, Repository, Label, Status, Client,
        Hour, UsageDimension.Time(TimelineStep.Week, "Week"), UsageDimension.Time(TimelineStep.Month, "Month"),
        UsageDimension.Time(TimelineStep.FiveMinutes, "5 minutes"),
    ]);

    public ImmutableArray<UsageDimension> All { get; } = all;

    /// <summary>The properties of calls.</summary>
    public ImmutableArray<UsageDimension> OfCalls { get; } = [.. all.Where(static dimension => dimension.Step is null)];

    /// <summary>All names, separated by commas.</summary>
    public string Names => string.Join(", ", All.Select(static dimension => dimension.Name));

    /// <returns>Null if no dimension has this name. Case matters.</returns>
    public UsageDimension? Find(string? name) => name is null ? null
        : All.FirstOrDefault(dimension => dimension.Name == name) ?? All.FirstOrDefault(dimension => dimension.Alias == name);

    public UsageDimension Of(TimelineStep step) => All.First(dimension => dimension.Step == step);
}
