using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The columns of the sums that every <see cref="SummedRow"/> has.</summary>
internal static class SummedColumns
{
    public static ColumnList<TRow> Of<TRow>()
        where TRow : SummedRow => new ColumnList<TRow>()
        .Add("requests", row => row.Requests)
        .Add("input_uncached", row => row.Tokens.InputUncached)
        .Add("cache_read", row => row.Tokens.CacheRead)
        .Add("cache_write_5m", row => row.Tokens.CacheWrite5m)
        .Add("cache_write_1h", row => row.Tokens.CacheWrite1h)
        .Add("output_text", row => row.Tokens.OutputText)
        .Add("output_reasoning", row => row.Tokens.OutputReasoning)
        .Add("cost_nano", row => row.CostNano)
        .Add("baseline_cost_nano", row => row.BaselineCostNano)
        .Add("errors", row => row.Errors);
}
