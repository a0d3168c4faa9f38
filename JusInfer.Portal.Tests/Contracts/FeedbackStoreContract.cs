using JusInfer.Portal.Audit;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class FeedbackStoreContract(StoreFixture store) : StoreContract(store)
{
    private IFeedbackStore Reports => Node.Get<IFeedbackStore>();

    [Fact]
    public async Task A_report_is_read_back()
    {
        var report = ReportOf("Ünïcødé/1");
        await Reports.SaveAsync(report, Cancellation);

        (await Reports.ListAsync(report.TeamId, FeedbackSubject.Session, "Ünïcødé/1", Cancellation)).ShouldHaveSingleItem().ShouldBe(report);
        (await Reports.ListAsync(report.TeamId, FeedbackSubject.Request, "Ünïcødé/1", Cancellation)).ShouldBeEmpty();
        (await Reports.ListAsync(TeamId.New(Noon), FeedbackSubject.Session, "Ünïcødé/1", Cancellation)).ShouldBeEmpty();
        (await Reports.ListAsync(report.TeamId, FeedbackSubject.Session, "\0", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_report_of_each_caller_counts()
    {
        var report = ReportOf("run");
        var second = report with { Ok = false, Note = null, At = Noon.AddHours(1), Group = RoutingGroup.Control };
        var other = report with { Reporter = "key_2", At = Noon.AddHours(2) };
        foreach (var saved in (FeedbackReport[])[report, second, other]) await Reports.SaveAsync(saved, Cancellation);

        (await Reports.ListAsync(report.TeamId, FeedbackSubject.Session, "run", Cancellation)).ShouldBe([other, second]);
    }

    [Fact]
    public async Task Concurrent_reports_of_a_caller_are_one()
    {
        var report = ReportOf("run");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => Reports.SaveAsync(report with { Note = $"{number}" }, Cancellation))));

        (await Reports.ListAsync(report.TeamId, FeedbackSubject.Session, "run", Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_note_that_a_database_cannot_store_is_stored_without_what_it_cannot()
    {
        var report = ReportOf("run");
        await Reports.SaveAsync(report with { Note = "a\0b\ud800" + new string('c', 2_000) }, Cancellation);

        var note = (await Reports.ListAsync(report.TeamId, FeedbackSubject.Session, "run", Cancellation)).ShouldHaveSingleItem().Note;

        note.ShouldStartWith("a\ufffdb\ufffdccc");
        note.Length.ShouldBe(FeedbackReport.MaxNoteLength);
    }

    [Fact]
    public async Task Compared_reports_are_those_with_a_group_in_the_period()
    {
        var report = ReportOf("run");
        var (early, late, without) = (report with { SubjectId = "early", At = Noon.AddTicks(-10) }, report with { SubjectId = "late", At = Noon.AddDays(1) }, report with { SubjectId = "none", Group = null });
        foreach (var saved in (FeedbackReport[])[report, early, late, without]) await Reports.SaveAsync(saved, Cancellation);

        (await Reports.ListComparedAsync(report.TeamId, Noon, Noon.AddDays(1), Cancellation)).ShouldBe([report]);
        (await Reports.ListComparedAsync(report.TeamId, DateTimeOffset.UnixEpoch, Noon.AddDays(2), Cancellation)).ShouldBe([late, report, early]);
    }

    [Fact]
    public async Task Results_of_a_model_are_read_back_and_the_last_report_of_a_caller_replaces_them()
    {
        var owner = await AddTeamAsync();
        var result = ReportOf("run") with
        {
            TeamId = owner.TeamId,
            Model = "test/model",
            Domain = "fix/python",
            GivenBack = true,
            InputTokens = 1,
            CacheReadTokens = 5_000_000_000,
            CacheWriteTokens = 3,
            OutputTokens = 4,
        };
        var replaced = result with { GivenBack = false, OutputTokens = 7, At = Noon.AddMinutes(1) };
        await Reports.SaveAsync(result, Cancellation);
        (await Reports.ListResultsAsync(owner.TeamId, Noon, Cancellation)).ShouldBe([result]);
        await Reports.SaveAsync(replaced, Cancellation);
        await Reports.SaveAsync(ReportOf("other") with { TeamId = owner.TeamId }, Cancellation);

        (await Reports.ListResultsAsync(owner.TeamId, Noon, Cancellation)).ShouldBe([replaced]);
        (await Reports.ListResultsAsync(owner.TeamId, Noon.AddMinutes(2), Cancellation)).ShouldBeEmpty();
        (await Reports.ListResultsAsync((await AddTeamAsync()).TeamId, Noon, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Removed_results_leave_the_reports_and_the_results_of_other_teams_and_are_in_the_audit_log()
    {
        var (owner, other) = (await AddTeamAsync(), await AddTeamAsync());
        foreach (var team in (TeamId[])[owner.TeamId, other.TeamId])
            await Reports.SaveAsync(ReportOf("run") with { TeamId = team, Model = "test/model", Domain = "fix/python" }, Cancellation);
        var changes = new List<TeamId>();
        using var subscription = Node.AccessChanges.Subscribe(change => changes.Add(change.Team));

        (await Reports.RemoveResultsAsync(owner.TeamId, Cancellation)).ShouldBeTrue();
        (await Reports.RemoveResultsAsync(owner.TeamId, Cancellation)).ShouldBeFalse();

        (await Reports.ListResultsAsync(owner.TeamId, Noon, Cancellation)).ShouldBeEmpty();
        (await Reports.ListAsync(owner.TeamId, FeedbackSubject.Session, "run", Cancellation)).ShouldHaveSingleItem();
        (await Reports.ListResultsAsync(other.TeamId, Noon, Cancellation)).ShouldHaveSingleItem();
        changes.ShouldContain(owner.TeamId);
        changes.ShouldNotContain(other.TeamId);
        var filter = new AuditFilter { Team = owner.TeamId, Limit = 10, Action = AuditActions.OwnResultsReset };
        (await Node.Get<IAuditStore>().ListAsync(filter, Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Reports_are_deleted_with_their_team()
    {
        var owner = await AddTeamAsync();
        var report = ReportOf("run") with { TeamId = owner.TeamId };
        var other = ReportOf("run");
        await Reports.SaveAsync(report, Cancellation);
        await Reports.SaveAsync(other, Cancellation);

        (await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Noon, Cancellation)).ShouldBeTrue();

        (await Reports.ListAsync(owner.TeamId, FeedbackSubject.Session, "run", Cancellation)).ShouldBeEmpty();
        (await Reports.ListAsync(other.TeamId, FeedbackSubject.Session, "run", Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Expired_reports_are_removed()
    {
        var report = ReportOf("run") with { At = Noon.AddYears(-3) };
        var later = report with { SubjectId = "later", At = Noon.AddYears(-2) };
        await Reports.SaveAsync(report, Cancellation);
        await Reports.SaveAsync(later, Cancellation);

        while (await Node.Get<IUsageRetention>().RemoveBeforeAsync(Noon.AddYears(-2), Cancellation))
        {
        }

        (await Reports.ListComparedAsync(report.TeamId, DateTimeOffset.UnixEpoch, Noon, Cancellation)).ShouldBe([later]);
    }

    private static FeedbackReport ReportOf(string session) => new()
    {
        TeamId = TeamId.New(Noon),
        Subject = FeedbackSubject.Session,
        SubjectId = session,
        Reporter = "key_1",
        Ok = true,
        Note = "All tests pass.\nIt took two attempts.",
        At = Noon,
        RunId = session,
        Group = RoutingGroup.Routed,
    };
}

public sealed class FeedbackStoreOnSqlite(SqliteStore store) : FeedbackStoreContract(store), IClassFixture<SqliteStore>;

public sealed class FeedbackStoreOnPostgres(PostgresStore store) : FeedbackStoreContract(store), IClassFixture<PostgresStore>;
