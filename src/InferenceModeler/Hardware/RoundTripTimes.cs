namespace InferenceModeler.Hardware;

/// <summary>Round-trip times between regions: the measured one, in either direction, where there is one, else the model's.</summary>
public sealed class RoundTripTimes
{
    readonly Dictionary<(string, string, string, string), RoundTrip> _measured = [];
    readonly RoundTripModel? _model;

    public RoundTripTimes(Catalog catalog)
    {
        foreach (RoundTrip trip in catalog.RoundTrips) _measured[(trip.FromProvider, trip.FromRegion, trip.ToProvider, trip.ToRegion)] = trip;
        _model = catalog.RoundTripModel;
    }

    /// <summary>Null where the catalog has neither a measurement nor a model.</summary>
    public RoundTripTime? Between(Region from, Region to)
    {
        if (_measured.TryGetValue((from.Provider, from.Id, to.Provider, to.Id), out RoundTrip? trip)
            || _measured.TryGetValue((to.Provider, to.Id, from.Provider, from.Id), out trip))
        {
            return new(trip.Seconds, true, trip.Source);
        }
        return _model is null ? null : new(_model.Seconds(from, to), false, _model.Provenance.Source);
    }
}
