using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Connect;

/// <summary>Waits for the next calls of the signed-in member's keys and shows what the gateway saw: key, model, tokens, cost, or the error.</summary>
public sealed partial class ConnectionTest
{
    private const int MaxCalls = 5;

    private DateTimeOffset? since;
    private ImmutableArray<RequestRow> calls = [];
    private string? errorCode;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    private bool Failed => calls[0].Failed;

    private string Explanation => Failed
        ? $"It got {calls[0].Status}{(errorCode is null ? "" : $" {errorCode}")}. {ErrorSentences.Describe(errorCode)}"
        : $"The last call used the key {calls[0].Key} and was answered by {calls[0].Served ?? calls[0].Requested}.";

    private protected override async Task LoadAsync(Member me)
    {
        var start = since ??= Time.GetUtcNow();
        var filter = new RequestFilter { Team = me.TeamId, Member = me.Id, From = start, Limit = MaxCalls };
        var records = (await Usage.ListRequestsAsync(filter, Disposed)).Records;
        var names = (await KeyStore.ListAsync(me.TeamId, Disposed)).ToImmutableDictionary(static key => key.Id.ToString(), static key => key.Name);
        var places = NumberFormat.PlacesOf(records.Select(static record => record.Cost));
        calls = [.. records.Select(record => RequestRow.From(record, id => names.GetValueOrDefault(id, id), places))];
        errorCode = records.FirstOrDefault()?.ErrorCode;
    }
}
