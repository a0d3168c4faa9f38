using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Sets the rate limits of a member or of the team. The dialog's result is the confirmation message.</summary>
public sealed partial class RatesDialog
{
    private string typedRequests = "";
    private string typedTokens = "";
    private string typedCalls = "";

    /// <summary>The member's id as text; null for the team.</summary>
    [Parameter]
    public string? Member { get; set; }

    /// <summary>The member's address, or "the team".</summary>
    [Parameter, EditorRequired]
    public string Subject { get; set; } = "";

    /// <summary>The current limits; null if there is none.</summary>
    [Parameter]
    public int? RequestsPerMinute { get; set; }

    [Parameter]
    public int? TokensPerMinute { get; set; }

    [Parameter]
    public int? Concurrency { get; set; }

    /// <summary>The version that the dialog shows. A later one is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private MemberSettings Settings { get; set; } = default!;

    [Inject]
    private TeamService Teams { get; set; } = default!;

    protected override void OnInitialized() => (typedRequests, typedTokens, typedCalls) = (Text(RequestsPerMinute), Text(TokensPerMinute), Text(Concurrency));

    private static string Text(int? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "";

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var requests = NumberParser.ParseInteger(typedRequests, "rpm", errors);
        var tokens = NumberParser.ParseInteger(typedTokens, "tpm", errors);
        var calls = NumberParser.ParseInteger(typedCalls, "concurrency", errors);
        var saved = Member is null
            ? (await ChangeTeamAsync(new TeamChange { Rpm = requests, Tpm = tokens, Concurrency = calls }, errors))?.Rates
            : (await ChangeMemberAsync(new MemberChange { Rpm = requests, Tpm = tokens, Concurrency = calls }, errors))?.Rates;
        if (saved is not null) Dialogs.Close($"The rate limits of {Subject}: {RateDescriptions.Of(saved) ?? "none"}.");
    }

    private async Task<Team?> ChangeTeamAsync(TeamChange change, ValidationErrors errors) =>
        (await RunAsync(me => Teams.ChangeAsync(me, VersionToReplace(Version), new Input<TeamChange>(change, errors), CancellationToken.None)))?.Value;

    private async Task<Member?> ChangeMemberAsync(MemberChange change, ValidationErrors errors)
    {
        var id = MemberId.Parse(Member!, CultureInfo.InvariantCulture);
        return (await RunAsync(me => Settings.ChangeAsync(me, id, VersionToReplace(Version), new Input<MemberChange>(change, errors), CancellationToken.None)))?.Value;
    }
}
