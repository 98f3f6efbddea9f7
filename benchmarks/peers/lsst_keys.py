"""What the LSST pipelines and imSim's users expect in our headers, keyword by keyword.

Facts from lsst/obs_lsst (which keywords its LsstCamSim translator reads, how its identifiers are put together) and from the headers that
imSim 2.1.1 writes; the code is our own. obs_lsst is not on PyPI, so its translator runs only where a checkout of it is given.
"""
import datetime
import importlib
import importlib.machinery
import logging
import re
import sys
import types

import astropy.units as u
from astro_metadata_translator import FitsTranslator, ObservationInfo, cache_translation
from astro_metadata_translator.properties import PROPERTIES
from astro_metadata_translator.translators.helpers import altaz_from_degree_headers, tracking_from_degree_headers
from astropy.coordinates import EarthLocation
from astropy.time import Time, TimeDelta

RAFTS = "R01 R02 R03 R10 R11 R12 R13 R14 R20 R21 R22 R23 R24 R30 R31 R32 R33 R34 R41 R42 R43".split()
PHYSICAL = {"u": "u_24", "g": "g_6", "r": "r_57", "i": "i_39", "z": "z_20", "y": "y_10"}
SITE = EarthLocation.from_geodetic(-70.749417, -30.244639, 2663.0)
CONTROLLER_S = 5  # place of S in O C H P Q S
UNIFIED_SINCE = 20250417  # from the day after, exposure identifiers do not tell the controllers apart


def parts(name):
    """visit, snap, band, raft, slot, detector number of a file name."""
    visit, snap, band, raft, slot, det = re.search(r"_(\d+)-(\d)-([ugrizy])-(R\d\d)_(S\d\d)-det(\d{3})\.", name).groups()
    return int(visit), int(snap), band, raft, slot, int(det)


def close(a, b, tolerance=1e-9):
    return isinstance(a, (int, float)) and abs(a - b) <= tolerance


def airmass(altitude):
    import math
    return 1 / math.sqrt(1 - 0.96 * math.sin(math.radians(90 - altitude)) ** 2)


def _iso(mjd):
    return Time(mjd, format="mjd", scale="tai").isot


def _day(mjd):
    return Time(mjd - 0.5, format="mjd", scale="tai").isot[:10].replace("-", "")


def _evaluate(header, rules):
    wrong = []
    for key, rule in rules.items():
        if key not in header:
            wrong.append(f"{key} is missing")
            continue
        value = header[key]
        good = rule(value) if callable(rule) else value == rule and type(value) is type(rule)
        if not good:
            wrong.append(f"{key} = {value!r}" + ("" if callable(rule) else f", not {rule!r}"))
    return wrong


def _common(h, name):
    visit, snap, band, raft, slot, det = parts(name)
    half = h["EXPTIME"] / 2 / 86400
    turn = h["EXPTIME"] * 15.0410671787 / 3600
    real = lambda v: isinstance(v, float)
    return {
        "RUNNUM": visit,
        "CONTRLLR": "S",
        "EXPTIME": lambda v: real(v) and v >= 0,
        "MJD": real,
        "MJD-OBS": lambda v: close(v, h["MJD"] - half),
        "DAYOBS": _day(h["MJD-OBS"]),
        "SEQNUM": lambda v: isinstance(v, int) and 0 <= v <= 99999,
        "TIMESYS": "TAI",
        "DATE": _iso(h["MJD"]),
        "DATE-OBS": _iso(h["MJD-OBS"]),
        "DATE-END": _iso(h["MJD"] + half),
        "IMGTYPE": lambda v: v in ("SKYEXP", "BIAS", "DARK", "FLAT"),
        "REASON": lambda v: isinstance(v, str) and v != "",
        "HASTART": real,
        "HAEND": lambda v: close((v - h["HASTART"] + 180) % 360 - 180, turn, 1e-6),
        "AMSTART": lambda v: real(v) and 1 <= v < 5.1,
        "AMEND": lambda v: real(v) and 1 <= v < 5.1 and (v != h["AMSTART"] or h["EXPTIME"] == 0),
        "FOCUSZ": real,
        "ORIGIN": "Ciel",
        "SEED": lambda v: isinstance(v, int),
        "CIELVER": lambda v: isinstance(v, str),
        "CONFHASH": lambda v: re.fullmatch(r"[0-9a-f]{8,64}", v),
        "PKG00000": lambda v: isinstance(v, str),
        "VER00000": lambda v: isinstance(v, str) and v != "",
    }


def check_eimage(h, name):
    """@return what is wrong with the keywords of an e-image; empty when nothing is"""
    visit, snap, band, raft, slot, det = parts(name)
    rules = _common(h, name) | {
        "DET_NAME": f"{raft}_{slot}",
        "RATEL": lambda v: 0 <= v <= 360,
        "DECTEL": lambda v: -90 <= v <= 90,
        "ROTTELPOS": lambda v: isinstance(v, float),
        "FILTER": band,
        "CAMERA": "LsstCamSim",
        "ALTITUDE": lambda v: -90 <= v <= 90,
        "AZIMUTH": lambda v: -180 <= v <= 360,
        "BUNIT": "electron",
    }
    if h.get("CTYPE1") == "RA---TAN":  # a scene table, which is given in pixels and passes no optics
        rules |= {"CTYPE2": "DEC--TAN"}
    elif "CTYPE1" in h:
        rules |= {
            "CTYPE1": "RA---TAN-SIP",
            "CTYPE2": "DEC--TAN-SIP",
            "CUNIT1": "deg",
            "CUNIT2": "deg",
            "A_ORDER": 3,
            "B_ORDER": 3,
            **{
                k: lambda v: isinstance(v, float)
                for k in ("CRPIX1", "CRPIX2", "CRVAL1", "CRVAL2", "CD1_1", "CD1_2", "CD2_1", "CD2_2", "A_3_0", "B_0_3")
            },
        }
    return _evaluate(h, rules)


def check_raw(h, name):
    """@return what is wrong with the primary header of a raw file; empty when nothing is"""
    visit, snap, band, raft, slot, det = parts(name)
    angle = lambda v: isinstance(v, float) and -360 <= v <= 360
    rules = _common(h, name) | {
        "DARKTIME": lambda v: v >= h["EXPTIME"],
        "LSST_NUM": lambda v: re.fullmatch(r"(E2V-CCD250|ITL-3800C)-\d+", v),
        "OBSTYPE": h["IMGTYPE"],
        "MONOWL": -1,
        "ROTANGLE": angle,
        "ROTPA": h["ROTANGLE"],
        "ROTCOORD": "sky",
        "FILTER": PHYSICAL[band],
        "INSTRUME": "LSSTCamSim",
        "RAFTBAY": raft,
        "CCDSLOT": slot,
        "CHIPID": f"{raft}_{slot}",
        "RA": lambda v: 0 <= v <= 360,
        "DEC": lambda v: -90 <= v <= 90,
        "RASTART": h["RA"],
        "DECSTART": h["DEC"],
        "TELESCOP": "Simonyi Survey Telescope",
        "TELCODE": "MC",
        "ELSTART": lambda v: -5.55 <= v <= 95.55,
        "AZSTART": angle,
        "ELEND": lambda v: -5.55 <= v <= 95.55,
        "AZEND": angle,
        "RADESYS": "ICRS",
        "TRACKSYS": lambda v: v in ("RADEC", "LOCAL"),
        "OBSID": f"MC_S_{h['DAYOBS']}_{h['SEQNUM']:06d}",
        "AMSTART": lambda v: close(v, airmass(h["ELSTART"]), 1e-6),
        "AMEND": lambda v: close(v, airmass(h["ELEND"]), 1e-6),
        "OUTFILE": name,
    }
    wrong = _evaluate(h, rules)
    if "TSTAND" in h:
        wrong.append("TSTAND must not be there")
    if det != RAFTS.index(raft) * 9 + int(slot[1]) * 3 + int(slot[2]):
        wrong.append(f"detector {det} is not {raft}_{slot}")
    return wrong


def check_sections(headers):
    """@return what is wrong with DATASEC and DETSEC of the 16 segments, against obs_lsst's layout of the two vendors"""
    wrong = []
    for header in headers:
        half, column = int(header["EXTNAME"][-2]), int(header["EXTNAME"][-1])
        if header["DATASEC"] == "[11:522,1:2002]":
            width, height, ny, forward = 512, 2002, 4004, half == 0
        elif header["DATASEC"] == "[4:512,1:2000]":
            width, height, ny, forward = 509, 2000, 4000, False
        else:
            wrong.append(f"{header['EXTNAME']} DATASEC {header['DATASEC']}")
            continue
        x = (column * width + 1, (column + 1) * width)
        y = (ny, ny - height + 1) if half else (1, height)
        expected = "[%d:%d,%d:%d]" % ((x if forward else x[::-1]) + y)
        data, bias = (re.findall(r"\d+", header.get(key, "")) for key in ("DATASEC", "BIASSEC"))
        if len(bias) != 4 or int(bias[0]) <= int(data[1]) or bias[2:] != data[2:]:
            wrong.append(f"{header['EXTNAME']} BIASSEC {header.get('BIASSEC')} is not beside DATASEC {header['DATASEC']}")
        if header.get("DETSIZE") != f"[1:{8 * width},1:{ny}]":
            wrong.append(f"{header['EXTNAME']} DETSIZE {header.get('DETSIZE')}")
        if not (1 < header.get("GAIN", 0) < 2 and 3 < header.get("RDNOISE", 0) < 70 and 20000 < header.get("SATURATE", 0) < 262144):
            wrong.append(
                f"{header['EXTNAME']} GAIN {header.get('GAIN')}, RDNOISE {header.get('RDNOISE')}, SATURATE {header.get('SATURATE')}"
            )
        if header["DETSEC"] != expected:
            wrong.append(f"{header['EXTNAME']} DETSEC {header['DETSEC']}, not {expected}")
    return wrong


class OurReading(FitsTranslator):
    """The raw header as LSST's pipelines take it, written from the table of what they read."""

    name = None
    _const_map = {"instrument": "LSSTCamSim", "telescope": "Simonyi Survey Telescope", "has_simulated_content": True, "location": SITE}
    _trivial_map = {
        "detector_group": "RAFTBAY",
        "detector_name": "CCDSLOT",
        "detector_serial": "LSST_NUM",
        "observation_id": "OBSID",
        "exposure_time_requested": ("EXPTIME", {"unit": u.s}),
        "exposure_time": ("EXPTIME", {"unit": u.s}),
        "dark_time": ("DARKTIME", {"unit": u.s}),
        "physical_filter": "FILTER",
        "observation_reason": "REASON",
        "boresight_airmass": "AMSTART",
        "boresight_rotation_coord": "ROTCOORD",
        "boresight_rotation_angle": ("ROTPA", {"unit": u.deg}),
        "focus_z": ("FOCUSZ", {"unit": u.mm}),
        "science_program": (["PROGRAM", "RUNNUM"], {"default": "unknown"}),
        "object": ("OBJECT", {"default": "UNKNOWN"}),
    }

    @classmethod
    def can_translate(cls, header, filename=None):
        return (
            header.get("INSTRUME", "").lower() == "lsstcamsim"
            and header.get("TELESCOP") in ("Simonyi Survey Telescope", "LSST")
            and "TSTAND" not in header
        )

    @cache_translation
    def to_datetime_begin(self):
        return Time(self._header["MJD-OBS"], format="mjd", scale="tai")  # looked at before DATE-OBS

    @cache_translation
    def to_exposure_id(self):
        day, number = int(self._header["DAYOBS"]), int(self._header["SEQNUM"])
        return (day + (0 if day > UNIFIED_SINCE else CONTROLLER_S * 10_000_000)) * 100_000 + number

    def to_visit_id(self):
        return self.to_exposure_id()

    def to_exposure_group(self):
        return str(self.to_exposure_id())

    def to_detector_num(self):
        return RAFTS.index(self._header["RAFTBAY"]) * 9 + int(self._header["CCDSLOT"][1]) * 3 + int(self._header["CCDSLOT"][2])

    def to_detector_exposure_id(self):
        day, number = divmod(self.to_exposure_id(), 100_000)
        controller = 0 if day <= 30000000 else CONTROLLER_S
        day -= controller * 10_000_000
        days = datetime.date(day // 10000, day // 100 % 100, day % 100).toordinal() - datetime.date(2010, 1, 1).toordinal()
        return self.to_detector_num() + 256 * (number + 32768 * (days + 16384 * controller))

    @cache_translation
    def to_observation_type(self):
        kind = self._header["IMGTYPE"].lower()
        return "science" if kind in ("skyexp", "object") else kind

    def to_observing_day(self):
        return int(self._header["DAYOBS"])

    def to_observing_day_offset(self):
        return TimeDelta(43200, format="sec", scale="tai")

    def to_observation_counter(self):
        return int(self._header["SEQNUM"])

    def to_group_counter_start(self):
        return self.to_observation_counter() or self.to_exposure_id()

    def to_group_counter_end(self):
        return self.to_group_counter_start()

    def to_tracking_radec(self):
        if self._header["TRACKSYS"] != "RADEC":
            return None
        return tracking_from_degree_headers(self, ("RADESYS",), (("RASTART", "DECSTART"), ("RA", "DEC")))

    def to_altaz_begin(self):
        return altaz_from_degree_headers(self, (("ELSTART", "AZSTART"),), self.to_datetime_begin(), max_alt=95.55, min_alt=-5.55)

    def to_altaz_end(self):
        if "ELEND" not in self._header:
            return None
        # Stamped with the time of the start, as obs_lsst does.
        return altaz_from_degree_headers(self, (("ELEND", "AZEND"),), self.to_datetime_begin(), max_alt=95.55, min_alt=-5.55)

    def to_temperature(self):
        return self._header["AIRTEMP"] * u.deg_C if "AIRTEMP" in self._header else None

    def to_pressure(self):
        return self._header["PRESSURE"] * u.hPa if "PRESSURE" in self._header else None

    def to_relative_humidity(self):
        return self._header.get("HUMIDITY")


class _Complaints(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def _observe(header, translator):
    """@return complaints, and the properties by name"""
    import warnings
    handler = _Complaints()
    logging.getLogger().addHandler(handler)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            info = ObservationInfo(dict(header), pedantic=True, translator_class=translator)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"], {}
    finally:
        logging.getLogger().removeHandler(handler)
    # astropy warns of Earth rotation data that it would fetch from the network; nothing to do with the header.
    return handler.lines + [str(w.message) for w in caught if "IERS" not in str(w.message) and "polar motions" not in str(w.message)], \
        {name: getattr(info, name) for name in PROPERTIES}


def translate(header, name):
    """@return problems, and the 40 properties that LSST's observation model wants"""
    problems, info = _observe(header, OurReading)
    if not info:
        return problems, info
    visit, snap, band, raft, slot, det = parts(name)
    expected = {
        "instrument": "LSSTCamSim",
        "detector_num": det,
        "detector_unique_name": f"{raft}_{slot}",
        "physical_filter": PHYSICAL[band],
        "observing_day": int(header["DAYOBS"]),
        "observation_counter": header["SEQNUM"],
        "observation_id": header["OBSID"],
        "boresight_rotation_angle": header["ROTPA"] * u.deg,
        "science_program": str(header.get("PROGRAM", visit)),
        "has_simulated_content": True,
    }
    if header["IMGTYPE"] == "SKYEXP":
        expected |= {"observation_type": "science", "can_see_sky": True}
    for key, value in expected.items():
        got = info[key]
        if not (got == value or hasattr(value, "unit") and abs((got - value).to_value("deg")) < 1e-9):
            problems.append(f"{key} = {got!r}, not {value!r}")
    optional = {"temperature", "pressure", "relative_humidity"}
    problems += [f"{key} has no value" for key in info if info[key] is None and key not in optional]
    return problems, info


def translate_with_obs_lsst(header, name, checkout):
    """Runs the translator of a checkout of lsst/obs_lsst, without the rest of the LSST stack. @return problems, properties"""
    if "lsst.obs.lsst" not in sys.modules:
        import lsst
        for package, folder in (("lsst.obs", "obs"), ("lsst.obs.lsst", "obs/lsst")):
            module = types.ModuleType(package)
            module.__spec__ = importlib.machinery.ModuleSpec(package, None, is_package=True)
            module.__path__ = module.__spec__.submodule_search_locations = [str(checkout / "python" / "lsst" / folder)]
            sys.modules[package] = module
        lsst.obs = sys.modules["lsst.obs"]
    translator = importlib.import_module("lsst.obs.lsst.translators.lsstCamSim").LsstCamSimTranslator
    # Its table of detectors and its packer of identifiers come out of a build of the camera and out of the stack: ours stand
    # in for those two.
    translator.detectorMapping = {
        f"{raft}_S{i // 3}{i % 3}": (9 * r + i, header["LSST_NUM"]) for r, raft in enumerate(RAFTS) for i in range(9)
    }
    numbers = OurReading(dict(header))
    translator.default_resource_package = translator.default_resource_root = (
        None  # corrections of single observations; a resource of the installed package
    )
    translator.compute_detector_exposure_id = classmethod(lambda cls, exposure, detector: numbers.to_detector_exposure_id())
    if not translator.can_translate(dict(header)):
        return ["can_translate says no"], {}
    return _observe(header, translator)
