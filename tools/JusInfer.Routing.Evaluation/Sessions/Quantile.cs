namespace JusInfer.Routing.Evaluation.Sessions;

/// <summary>The value that a share of the values does not exceed.</summary>
internal static class Quantile
{
    public static double Of(double[] values, double share) => values.Order().ElementAt(Math.Min(values.Length - 1, (int)(share * values.Length)));
}
