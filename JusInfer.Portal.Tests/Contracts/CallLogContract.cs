using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>One list of calls from two tables.</summary>
public abstract class CallLogContract(StoreFixture store) : StoreContract(store)
{
    private CallLog Log => new(Node.Queries, Rejections);

    private IRejectionStore Rejections => Node.Get<IRejectionStore>();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Calls_and_rejected_calls_are_listed_in_the_order_of_time_without_gaps_and_repeats(int limit)
    {
        var team = (await AddTeamAsync()).TeamId;
        var records = new Records(team, Noon);
        var sent = records.Next(20);
        await Node.Usage.AppendAsync(sent, Cancellation);

        // One every 20 minutes is sent; these are a burst at the beginning, one between calls, and a burst at the end.
        Rejection[] rejected = [.. Enumerable.Range(1, 9).Select(i => At(i)), At(65), .. Enumerable.Range(400, 9).Select(i => At(i))];
        await Rejections.AddAsync(rejected, Cancellation);

        var listed = new List<RequestId>();
        var filter = new RequestFilter { Team = team, Limit = limit };
        do
        {
            var page = await Log.ListAsync(filter, CallKinds.All, Cancellation);
            page.Calls.Length.ShouldBeLessThanOrEqualTo(limit);
            page.Calls.ShouldNotBeEmpty();
            listed.AddRange(page.Calls.Select(static call => call.Id));
            filter = filter with { After = page.Next };
        }
        while (filter.After is not null);

        listed.ShouldBe(sent.Select(static call => call.Id).Concat(rejected.Select(static call => call.Id)).OrderDescending());

        Rejection At(int minutes) => new()
        {
            Id = RequestId.New(Noon.AddMinutes(minutes)),
            At = Noon.AddMinutes(minutes),
            TeamId = team,
            KeyId = records.Keys[0],
            MemberId = records.Members[0],
            Path = "/v1/messages",
            Status = 429,
            Code = "RATE_LIMIT",
            Message = "too many requests",
        };
    }

    [Fact]
    public async Task A_filter_of_answers_has_no_rejected_calls_and_others_have()
    {
        var team = (await AddTeamAsync()).TeamId;
        var records = new Records(team, Noon);
        var sent = records.Next(10);
        await Node.Usage.AppendAsync(sent, Cancellation);
        var rejected = new Rejection
        {
            Id = RequestId.New(Noon),
            At = Noon,
            TeamId = team,
            KeyId = records.Keys[0],
            MemberId = records.Members[0],
            Path = "/",
            Status = 402,
            Code = "WALLET_EMPTY",
            Message = "empty",
        };
        await Rejections.AddAsync([rejected], Cancellation);
        var all = new RequestFilter { Team = team, Limit = 100 };

        foreach (var filter in new[]
        {
            all, all with { Errors = true }, all with { Key = records.Keys[0] }, all with { Member = records.Members[0] },
                all with { Status = 402 }, all with { Code = "WALLET_EMPTY" },
            all with { Search = CallSearch.Parse("wallet") }, all with { To = Noon.AddHours(1) },
        })
            (await IdsAsync(filter)).ShouldContain(rejected.Id, filter.ToString());
        foreach (var filter in new[]
        {
            all with { Errors = false }, all with { Model = "model-1" }, all with { Provider = "provider" }, all with { User = "user-1" },
                all with { RunId = "session-1" },
            all with { CostAbove = NanoUsd.Zero }, all with { LatencyAboveMs = 0 }, all with { Recovery = CallRecovery.Retried },
                all with { Status = 502 }, all with { From = Noon.AddHours(1) },
        })
            (await IdsAsync(filter)).ShouldNotContain(rejected.Id, filter.ToString());
        (await IdsAsync(all, CallKinds.Rejected)).ShouldBe([rejected.Id]);
        (await IdsAsync(all, CallKinds.Sent)).Length.ShouldBe(sent.Count);
    }

    [Fact]
    public async Task A_page_that_compared_too_many_calls_says_so_and_the_next_one_continues()
    {
        var team = (await AddTeamAsync()).TeamId;
        var records = new Records(team, Noon);
        var rare = records.Next() with
        {
            Id = RequestId.New(Noon.AddDays(-1)),
            ErrorCode = "UPSTREAM_ERROR",
            Status = 502,
            KeyId = records.Keys[1]
        };
        await Node.Usage.AppendAsync([rare], Cancellation);
        var burst = Enumerable.Range(1, IRejectionStore.MaxScannedRows + 10).Select(second => new Rejection
        {
            Id = RequestId.New(Noon.AddSeconds(second)),
            At = Noon,
            TeamId = team,
            KeyId = records.Keys[0],
            Path = "/",
            Status = 429,
            Code = "RATE_LIMIT",
            Message = "",
        });
        foreach (var batch in burst.Chunk(5_000)) await Rejections.AddAsync(batch, Cancellation);
        var filter = new RequestFilter { Team = team, Key = records.Keys[1] };

        var first = await Log.ListAsync(filter, CallKinds.All, Cancellation);
        var second = await Log.ListAsync(filter with { After = first.Next }, CallKinds.All, Cancellation);

        (first.Calls.Length, first.IsScanned).ShouldBe((0, true));
        second.Calls.ShouldHaveSingleItem().Id.ShouldBe(rare.Id);
        second.Next.ShouldBeNull();
    }

    private async Task<RequestId[]> IdsAsync(RequestFilter filter, CallKinds kinds = CallKinds.All) =>
        [.. (await Log.ListAsync(filter, kinds, Cancellation)).Calls.Select(static call => call.Id)];
}

public sealed class CallLogOnSqlite(SqliteStore store) : CallLogContract(store), IClassFixture<SqliteStore>;

public sealed class CallLogOnPostgres(PostgresStore store) : CallLogContract(store), IClassFixture<PostgresStore>;
