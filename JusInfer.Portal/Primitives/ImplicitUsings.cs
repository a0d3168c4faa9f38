global using JusInfer.Portal.Primitives;
