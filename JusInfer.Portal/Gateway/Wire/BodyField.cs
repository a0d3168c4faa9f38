namespace JusInfer.Portal.Gateway.Wire;

/// <summary>A property of the body.</summary>
/// <param name="Start">Where its name begins.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct BodyField(int Start, Range Value)
{
    public Range Whole => Start..Value.End;
}
