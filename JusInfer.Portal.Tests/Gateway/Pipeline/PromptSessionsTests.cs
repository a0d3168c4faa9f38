using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tests.Routing.Sessions;
using JusInfer.Portal.Tests.TestKit.Fakes;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

/// <summary>When sessions are read from the store and written to it, with a store in memory.</summary>
public sealed class PromptSessionsTests
{
    private static readonly PromptSession State = PromptSession.StartAt(new TargetKey("m", "p"), TaskDomain.Other);
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly TeamId team = TeamId.New(Noon);
    private readonly ManualTime time = new();
    private readonly IPromptSessionStore store = Substitute.For<IPromptSessionStore>();
    private readonly List<StoredPromptSession> stored = [];
    private readonly PromptSessions states;
    private bool isDown;

    public PromptSessionsTests()
    {
        states = NewNode();
        store.SaveAsync(default!, default, default).ReturnsForAnyArgs(call =>
        {
            if (isDown) return Task.FromException(new IOException("down"));
            stored.AddRange(call.Arg<IReadOnlyCollection<StoredPromptSession>>());
            return Task.CompletedTask;
        });
        store.ReadAsync(Arg.Any<TeamId>(), Arg.Any<Guid>(), Arg.Any<Guid?>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>())
            .Returns(call => Task.FromResult<IReadOnlyList<StoredPromptSession>>(
                [.. stored.Where(state => state.Team == call.Arg<TeamId>() && (state.Id == call.ArgAt<Guid>(1) || state.Id == call.ArgAt<Guid?>(2)))]));
    }

    [Fact]
    public async Task Another_node_continues_a_session_with_its_state_and_its_runs_escalations()
    {
        var (id, run) = (Named("run/1"), Named("run"));
        states.Update(id, Outline(1), _ => State);
        states.CountEscalation(run);
        await states.StoreAsync(Cancellation);
        var other = NewNode();

        await other.LoadAsync(id, run, Outline(1, hasTurn: true), Cancellation);

        other.Find(id, Outline(1, hasTurn: true)).ShouldBe(State);
        other.EscalationsOf(run).ShouldBe(1);
        other.Update(id, Outline(1), _ => State);
        await other.StoreAsync(Cancellation);
        stored.Where(state => state.Id == id.StoredId).Select(static state => state.Number).ShouldBe([1, 2], "the numbers of both nodes continue each other");
    }

    [Fact]
    public async Task A_team_does_not_read_the_session_of_another_one()
    {
        states.Update(Named("run"), Outline(1), _ => State);
        await states.StoreAsync(Cancellation);
        var (other, id) = (NewNode(), PromptSessionId.Create(TeamId.New(Noon), default, "run", 0));

        await other.LoadAsync(id, id, Outline(1, hasTurn: true), Cancellation);

        other.Find(id, Outline(1, hasTurn: true)).ShouldBeNull();
    }

    [Fact]
    public async Task The_store_is_read_only_for_sessions_that_can_be_known_elsewhere()
    {
        var unnamed = PromptSessionId.Create(team, KeyId.New(Noon), null, 1);
        await states.LoadAsync(unnamed, unnamed, Outline(1), Cancellation);
        states.Update(Named("known"), Outline(1), _ => State);
        await states.LoadAsync(Named("known"), Named("known"), Outline(1, hasTurn: true), Cancellation);
        store.ReceivedCalls().ShouldBeEmpty();

        await states.LoadAsync(unnamed, unnamed, Outline(1, hasTurn: true), Cancellation);
        await states.LoadAsync(Named("new"), Named("new"), Outline(1), Cancellation);
        store.ReceivedCalls().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_fails_or_is_slow_costs_the_state_and_not_the_call()
    {
        store.ReadAsync(default, default, default, default, default).ThrowsAsyncForAnyArgs(new IOException("down"));
        await states.LoadAsync(Named("run"), Named("run"), Outline(1), Cancellation);

        var hangs = new TaskCompletionSource<IReadOnlyList<StoredPromptSession>>();
        store.ReadAsync(default, default, default, default, default).ReturnsForAnyArgs(hangs.Task);
        var loading = states.LoadAsync(Named("run"), Named("run"), Outline(1), Cancellation).AsTask();
        loading.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        await loading;

        states.Find(Named("run"), Outline(1)).ShouldBeNull();
    }

    [Fact]
    public async Task Each_change_is_stored_once_and_again_if_the_store_failed()
    {
        states.Update(Named("run"), Outline(1), _ => State);
        await states.StoreAsync(Cancellation);
        await states.StoreAsync(Cancellation);
        stored.Count.ShouldBe(1);

        states.Update(Named("run"), Outline(1), _ => State);
        isDown = true;
        await Should.ThrowAsync<IOException>(() => states.StoreAsync(Cancellation));
        isDown = false;
        await states.StoreAsync(Cancellation);
        stored.Select(static state => state.Number).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Many_changes_are_stored_in_batches()
    {
        for (var i = 0; i < 250; i++) states.Update(Named($"run {i}"), Outline(1), _ => State);

        await states.StoreAsync(Cancellation);

        stored.Select(static state => state.Id).Distinct().Count().ShouldBe(250);
        store.ReceivedCalls().Select(static call => ((IReadOnlyCollection<StoredPromptSession>)call.GetArguments()[0]!).Count).ShouldAllBe(static count => count <= IPromptSessionStore.MaxBatch);
    }

    [Fact]
    public void A_stored_id_says_nothing_of_the_name_and_differs_by_session()
    {
        PromptSessionId[] ids =
        [
            Named("run"), Named("Run"), PromptSessionId.Create(team, KeyId.New(Noon), null, 1), PromptSessionId.Create(team, KeyId.New(Noon), null, 1), PromptSessionId.Create(team, KeyId.New(Noon), null, 2),
        ];

        ids.Select(static id => id.StoredId).Distinct().Count().ShouldBe(ids.Length);
        Named("run").StoredId.ShouldBe(Named("run").StoredId);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PromptSessions NewNode() => new(new InMemoryPromptSessions(), store, time);

    private PromptSessionId Named(string name) => PromptSessionId.Create(team, default, name, 0);

    private static PromptOutline Outline(ulong root, bool hasTurn = false) => new() { Prefix = Prompts.Of("text"), Root = root, HasTurn = hasTurn };
}
