using System.Text;
using JusInfer.Routing.Evaluation.Gateway;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The table about sessions that were replayed through the whole gateway.</summary>
internal sealed class GatewayReport(IReadOnlyList<GatewaySession> qwen, IReadOnlyList<GatewaySession> loose, IReadOnlyList<GatewaySession> hermes)
{
    /// <summary>Against Sonnet 4.5 with its cache, charged by the same gateway.</summary>
    public Interval Saving => Saved(qwen, static session => session.RoutedUsd, static session => session.StayingUsd);

    /// <summary>The markers that the gateway sets, without routing, against a client without them.</summary>
    public Interval Markers => Saved(qwen, static session => session.StayingUsd, static session => session.UncachedUsd);

    /// <summary>Markers and routing against a client without markers.</summary>
    public Interval AgainstUncached => Saved(qwen, static session => session.RoutedUsd, static session => session.UncachedUsd);

    /// <summary>The same, if more steps that change files may go to the small model.</summary>
    public Interval LooseAgainstUncached => Saved(loose, static session => session.RoutedUsd, static session => session.UncachedUsd);

    public double Worst => qwen.Max(static session => session.Ratio);

    public string Table()
    {
        var text = new StringBuilder(
            "| small model | sessions | calls | on the small model | of them repeated | miss | saving | markers alone against a client without | markers and routing against it | worst session |\n"
            + "|---|---|---|---|---|---|---|---|---|---|\n");
        Row($"Qwen3 8B, $0.05 / 0.20, {RoutingEvaluation.Miss:P0} miss", qwen);
        Row($"the same, {RoutingEvaluation.LooseMiss:P0} miss", loose);
        Row("Hermes 4 405B, $1 / 3", hermes);
        return text.ToString();

        void Row(string name, IReadOnlyList<GatewaySession> sessions)
        {
            var (calls, detours) = (sessions.Sum(static session => session.Session.Steps.Count), sessions.Sum(static session => session.Bill.Detours));
            var changes = sessions.Sum(static session => session.Session.Steps.Count(static step => step.ChangesFiles));
            text.Append($"| {name} | {sessions.Count} | {calls} | {Share(detours, calls)} | {Share(sessions.Sum(static session => session.Bill.Discarded), detours)} | ")
                .Append($"{Share(sessions.Sum(static session => session.Bill.Misses), changes)} | {Saved(sessions, static session => session.RoutedUsd, static session => session.StayingUsd).Percent()} | ")
                .Append($"{Saved(sessions, static session => session.StayingUsd, static session => session.UncachedUsd).Percent()} | ")
                .Append($"{Saved(sessions, static session => session.RoutedUsd, static session => session.UncachedUsd).Percent()} | {sessions.Max(static session => session.Ratio):F3} |\n");
        }
    }

    private static Interval Saved(IReadOnlyList<GatewaySession> sessions, Func<GatewaySession, double> cost, Func<GatewaySession, double> reference) =>
        Bootstrap.Of(sessions, sample => 1 - (sample.Sum(cost) / sample.Sum(reference)));

    private static string Share(double part, double whole) => (whole == 0 ? 0 : part / whole * 100).ToString("F1") + " %";
}
