namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Which name of a call a <see cref="LabelSumRow"/> sums by. The numbers are stored.</summary>
internal enum LabelKind
{
    Repository = 1,
    Label = 2,
}
