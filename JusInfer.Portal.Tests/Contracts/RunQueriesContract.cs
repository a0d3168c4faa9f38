using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class RunQueriesContract(StoreFixture store) : StoreContract(store)
{
    private readonly Records records = new(TeamId.New(Noon), Noon);

    private IRunQueries Runs => Node.Get<IRunQueries>();

    [Fact]
    public async Task A_run_has_its_sums_and_the_key_and_the_parent_of_its_first_calls()
    {
        var first = CallOf("child", parent: null);
        var second = CallOf("child", "root") with { KeyId = records.Keys[1], Status = 502 };
        await AppendAsync(first);
        await AppendAsync(second, CallOf("child", "another"));

        var run = (await Runs.FindAsync(records.Team, "child", Cancellation)).ShouldNotBeNull();

        run.Parent.ShouldBe("root");
        run.Root.ShouldBe("child");
        run.Key.ShouldBe(first.KeyId);
        run.Member.ShouldBe(first.MemberId);
        run.FirstAt.ShouldBe(first.At);
        run.Sums.Requests.ShouldBe(3);
        run.Sums.Errors.ShouldBe(1);
    }

    [Fact]
    public async Task Runs_are_listed_page_by_page_with_the_newest_last_call_first()
    {
        await AppendAsync([.. Enumerable.Range(0, 7).Select(number => CallOf($"run-{number}"))]);
        await AppendAsync(CallOf("run-2"), CallOf("run-0"));

        var seen = new List<string>();
        RunCursor? after = null;
        do
        {
            var page = await Runs.ListAsync(new RunFilter { Team = records.Team, Limit = 3, After = after }, Cancellation);
            seen.AddRange(page.Runs.Select(run => run.RunId));
            after = page.Next is { } next ? RunCursor.Parse(next.ToString()).ShouldNotBeNull() : null;
        }
        while (after is not null);

        seen.ShouldBe(["run-0", "run-2", "run-6", "run-5", "run-4", "run-3", "run-1"]);
    }

    [Fact]
    public async Task Runs_with_calls_at_the_same_time_are_listed_once()
    {
        var call = CallOf("a");
        await AppendAsync([.. "abcde".Select(name => call with { Id = RequestId.New(call.At), RunId = $"{name}", RootRunId = $"{name}" })]);

        var first = await Runs.ListAsync(new RunFilter { Team = records.Team, Limit = 3 }, Cancellation);
        var second = await Runs.ListAsync(new RunFilter { Team = records.Team, Limit = 3, After = first.Next }, Cancellation);

        first.Runs.Concat(second.Runs).Select(run => run.RunId).ShouldBe(["a", "b", "c", "d", "e"]);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task The_list_is_filtered_by_key_and_member()
    {
        await AppendAsync(CallOf("one") with { KeyId = records.Keys[0], MemberId = records.Members[0] }, CallOf("two") with { KeyId = records.Keys[1], MemberId = records.Members[1] });

        (await Runs.ListAsync(new RunFilter { Team = records.Team, Key = records.Keys[0] }, Cancellation)).Runs.ShouldHaveSingleItem().RunId.ShouldBe("one");
        (await Runs.ListAsync(new RunFilter { Team = records.Team, Member = records.Members[1] }, Cancellation)).Runs.ShouldHaveSingleItem().RunId.ShouldBe("two");
        (await Runs.ListAsync(new RunFilter { Team = TeamId.New(Noon) }, Cancellation)).Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_ends_after_20_000_runs_that_do_not_match_its_filter()
    {
        var rare = CallOf("rare") with { Id = RequestId.New(Noon), KeyId = records.Keys[0] };
        var others = Enumerable.Range(1, IUsageQueries.MaxScannedRows + 10)
            .Select(second => CallOf($"run-{second}") with { Id = RequestId.New(Noon.AddSeconds(second)), At = Noon.AddSeconds(second), KeyId = records.Keys[1] });
        await AppendAsync([rare with { At = Noon }, .. others]);
        var filter = new RunFilter { Team = records.Team, Key = records.Keys[0] };

        var first = await Runs.ListAsync(filter, Cancellation);
        var second = await Runs.ListAsync(filter with { After = first.Next }, Cancellation);

        first.Runs.ShouldBeEmpty();
        first.ScannedTo.ShouldNotBeNull().ShouldBe(first.Next!.Value);
        second.Runs.ShouldHaveSingleItem().RunId.ShouldBe("rare");
        second.Next.ShouldBeNull();
        (await Runs.ListAsync(filter with { Key = null }, Cancellation)).ScannedTo.ShouldBeNull();
    }

    [Fact]
    public async Task A_tree_has_the_cost_and_the_calls_of_each_run()
    {
        var (root, one, two, grandchild) = (CallOf("root"), CallOf("one", "root"), CallOf("two", "root"), CallOf("grandchild", "one"));
        await AppendAsync(root, one, two, grandchild, CallOf("elsewhere"));

        var tree = (await Runs.FindTreeAsync(records.Team, "root", Cancellation)).ShouldNotBeNull();

        tree.IsTruncated.ShouldBeFalse();
        tree.Root.Requests.ShouldHaveSingleItem().Id.ShouldBe(root.Id);
        tree.Root.Children.Select(child => child.Run.RunId).ShouldBe(["one", "two"]);
        tree.Root.Children[0].Children.ShouldHaveSingleItem().Requests.ShouldHaveSingleItem().Id.ShouldBe(grandchild.Id);
        tree.Root.Children[0].TreeCost.ShouldBe(one.Cost + grandchild.Cost);
        tree.Root.TreeCost.ShouldBe(root.Cost + one.Cost + two.Cost + grandchild.Cost);
    }

    [Fact]
    public async Task A_tree_can_begin_at_any_run()
    {
        await AppendAsync(CallOf("root"), CallOf("child", "root"), CallOf("grandchild", "child"));

        var tree = (await Runs.FindTreeAsync(records.Team, "child", Cancellation)).ShouldNotBeNull();

        tree.Root.Run.Parent.ShouldBe("root");
        tree.Root.Children.ShouldHaveSingleItem().Run.RunId.ShouldBe("grandchild");
    }

    [Fact]
    public async Task Runs_that_name_each_other_as_parents_are_each_listed_once()
    {
        await AppendAsync(CallOf("one", "two"), CallOf("two", "one"), CallOf("self", "self"));

        var tree = (await Runs.FindTreeAsync(records.Team, "one", Cancellation)).ShouldNotBeNull();

        tree.Root.Children.ShouldHaveSingleItem().Children.ShouldBeEmpty();
        (await Runs.FindTreeAsync(records.Team, "self", Cancellation)).ShouldNotBeNull().Root.Children.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tree_is_truncated_at_200_runs_and_200_calls_of_each()
    {
        await AppendAsync(CallOf("root"));
        await AppendAsync([.. Enumerable.Range(0, 250).Select(number => CallOf($"child-{number}", "root"))]);
        await AppendAsync([.. Enumerable.Range(0, 250).Select(_ => CallOf("child-0", "root"))]);

        var tree = (await Runs.FindTreeAsync(records.Team, "root", Cancellation)).ShouldNotBeNull();

        tree.IsTruncated.ShouldBeTrue();
        tree.Root.Children.Length.ShouldBe(199);
        tree.Root.Children[0].Requests.Length.ShouldBe(200);
        tree.Root.Children[0].LacksRequests.ShouldBeTrue();
        tree.Root.LacksRequests.ShouldBeFalse();
    }

    [Fact]
    public async Task A_tree_is_truncated_at_20_levels()
    {
        await AppendAsync([.. Enumerable.Range(0, 25).Select(depth => CallOf($"{depth}", depth == 0 ? null : $"{depth - 1}"))]);

        var tree = (await Runs.FindTreeAsync(records.Team, "0", Cancellation)).ShouldNotBeNull();

        tree.IsTruncated.ShouldBeTrue();
        DepthOf(tree.Root).ShouldBe(20);

        static int DepthOf(RunNode node) => 1 + node.Children.Select(DepthOf).DefaultIfEmpty().Max();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("")]
    [InlineData("\0")]
    public async Task An_unknown_run_is_not_found(string session)
    {
        (await Runs.FindAsync(records.Team, session, Cancellation)).ShouldBeNull();
        (await Runs.FindTreeAsync(records.Team, session, Cancellation)).ShouldBeNull();
    }

    private UsageRecord CallOf(string session, string? parent = null) => records.Next() with { RunId = session, RootRunId = session, ParentRunId = parent, Status = 200 };

    private Task AppendAsync(params UsageRecord[] calls) => Node.Usage.AppendAsync(calls, Cancellation);
}

public sealed class RunQueriesOnSqlite(SqliteStore store) : RunQueriesContract(store), IClassFixture<SqliteStore>;

public sealed class RunQueriesOnPostgres(PostgresStore store) : RunQueriesContract(store), IClassFixture<PostgresStore>;
