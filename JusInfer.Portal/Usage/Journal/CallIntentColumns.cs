using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>The columns of an intent in the journal. A new column is added as in <see cref="UsageColumns"/>.</summary>
internal static class CallIntentColumns
{
    public static readonly ColumnList<CallIntent> All = new ColumnList<CallIntent>()
        .Add("id", intent => intent.Id)
        .Add("at", intent => intent.At)
        .Add("tenant_id", intent => intent.TeamId)
        .Add("key_id", intent => intent.KeyId)
        .Add("member_id", intent => intent.MemberId)
        .Add("end_user", intent => intent.User)
        .Add("session", intent => intent.RunId)
        .Add("model_requested", intent => intent.ModelRequested)
        .Add("model_planned", intent => intent.ModelPlanned)
        .Add("provider", intent => intent.Provider)
        .Add("route", intent => intent.Route)
        .Add("estimated_input_tokens", intent => intent.EstimatedInputTokens)
        .Add("catalog_version", intent => intent.CatalogVersion)
        .Add("run", intent => intent.RootRunId, JournalVersion.Holds)
        .Add("parent_session", intent => intent.ParentRunId, JournalVersion.Holds)
        .Add("repository", intent => intent.Repository, JournalVersion.Labels)
        .Add("label", intent => intent.Label, JournalVersion.Labels);
}
